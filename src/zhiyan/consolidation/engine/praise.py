"""Whether a text only praises (表扬), or says that there is nothing to say (无意见): no wish, fault or irony beside.

Words that praise, find fault, wish, or turn a sentence are counted, over the text and clause by clause; a small
logistic model weighs the counts, with the encoder's vectors where a text was read. `learning.py` makes its weights from
`training/praise.toml` and the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import log1p

import numpy as np

from zhiyan.consolidation.engine.encoders import Vectors
from zhiyan.consolidation.engine.learned import Model, shipped
from zhiyan.consolidation.engine.text import normalise

LEAST = 0.5
"""Log-odds from which a text is praise: chosen on the tuning half, where a wrong flag and a missed one cost alike."""
WORDS_LEAST = 0.3
"""The same where the words alone were weighed."""

SEEN = -0.2
"""What an encoder's vectors must add before words are counted."""

# What looks like a shortcoming and is none: wishes to keep on, and denials of one.
_KEEP = re.compile(
    r"(?:希望|盼|盼望|愿|请|建议|要|能|可以)?(?:今后|以后|明年|来年)?(?:能够?|也|都)?(?:一直|继续|长期)?"
    r"(?:保持|坚持|再接再厉|发扬|办下去|做下去|延续|坚持下去|照此|这样)(?:下去)?"
    r"|没有?(?:什么)?意见|没有?问题|没得说|没的说|没得挑|没毛病|没二话|没话说|挑不出(?:毛病|什么)?|不错|不厌其烦|不辞辛苦|不辞劳苦|毫无怨言|没有?怨言|毫无保留"
    r"|不再|再也(?:不用|没有?|不)|用不着|不用再|不断(?:提高|提升|改善|进步)|没有?架子|不摆架子|没有?一次|没落下|一个不落|没少|从不|从来不|从没有?|从未|没让"
    r"|没有?拖|不打折扣|不推诿|不推脱|不耽误|不怕|不到(?:一|半|两)|没想到|不光|不仅|不但|不容易|难得|难能可贵|难忘|忘不了|困难|难题|难事|急难愁盼|减少了|少跑"
    r"|没有一句空话|不是(?:口号|空话|客套|摆拍)|解决了[^，。；]{0,10}(?:问题|难)|老大难|多年[^，。；]{0,8}(?:问题|难)|无微不至|大公无私|不得了|了不得|了不起|二话不说"
)
_KINDS = {
    "thanks": re.compile(r"感谢|谢谢|多谢|致谢|感恩|感激|辛苦|致敬"),
    "warm": re.compile(
        r"服气|心服|口服|佩服|敬佩|敬重|敬意|令人敬|主心骨|干得(?:漂亮|好|不错)|漂亮|好样的|了不起|真行|厉害|热血|沸腾|振奋|鼓舞|感动|暖|骄傲|自豪|光荣|荣幸|榜样"
        r"|表率|楷模|凝聚力|竖大拇指|夸|称赞|赞|拍手|鼓掌|喝彩|锦旗|越办越|越来越(?:好|活|强|旺|浓|顺|有)|焕然一新|面貌一新|办成了|建好了|建起来了|修好了|用上了"
        r"|做到了|说到做到|说了就办|言而有信|兑现|落到了?实处|见效|立竿见影|放心|安心|踏实|心里有底|省心|省事|省力|方便|痛快|舒心|舒服|开心|高兴|幸福|喜欢"
        r"|知足|满足|满意|受益|有收获|收获(?:很|满|颇|不|多|大)|启发|提高了|提升|进步|明显|增强|改善|好转|翻番|创新高|第一|一流|公道|公平|公正|正派|实在|务实|扎实|肯干|担当|带头|以身作则"
        r"|冲在|冲上|亲自|不厌其烦|耐心|热情|周到|细致|用心|贴心|关怀|惦记|关心|肯定|好评|值得|难得|不容易|拥护|支持|认可|信任|保持|继续|加油|再接再厉|祝|愿"
        r"|没的说|没得说|没得挑|没话说|没二话|挑不出|没毛病|有目共睹|公认|口碑|没想到|终身|一辈子|忘不了|难忘|👍|❤|🌹|💪|👏|棒|妙|福气|有奔头|有盼头|有劲"
        r"|热乎|亮堂|敞亮|[大很真挺都太](?:好|值|实|快|稳)|好多了|强多了|快多了|不错|管用|表扬|点赞"
    ),
    "fault": re.compile(
        r"慢|堵|坏|漏|臭|凉(?!热)|贵|涨|少(?!不了|跑)|缺|难(?!得|忘)|累|挤|排队|拖|没|未|无(?!论|私|微不至)|不(?!少|断|厌|仅|但|光|愧|辞|错|易|容易)|形同虚设|走过场"
        r"|流于|形式|空话|套话|推诿|扯皮|敷衍|应付|乱|脏|差(?!旅|不多)|旧|破|停(?!车)|闲置|浪费|重复|太|过于|偏|低|弱|怕|骂|气|怨|寒心|哭|苦(?!了)|愁|烦|急(?!诊|难)"
        r"|催|罚|扣|欠|卡|断|查|只|才(?=[^能干艺])|还(?=在|是|没|要|得|有)|年年|天天|又|再(?!接再厉|也)|仍|老是|总是|白|瞎|反弹|滞后|脱节|问题|存在|现象|代替|报过"
        r"|成了|空|仅|淡|松|窄|单一|陈旧|烂|霉|锈|裂|闪|绕|转圈|来回|抢|挖走|跳槽|流失|干等|挨|垫|凑|压力|负担|层层|过度|大于|多于|不如|[两三四五六七八九十几\d]+(?:次|遍|趟|回|个月|年|天|小时)"
    ),
    "wish": re.compile(
        r"建议|希望|盼|望|能否|能不能|可否|可不可以|请(?!来)|求|应(?!急)|该|需要?|要(?!求|不是)|最好|别(?!的)|何|吗|呢|吧|[？?]|想(?!到)|什么时候|为什么|怎么|加强|改进|尽快|早日|增加|不妨|让"
    ),
    "turn": re.compile(
        r"但|可惜|可是|不过|就是(?!说)|只是|然而|却|倒是|反而|其实|除了|唯一|要是|如果|先把|再说|才怪|反正|呵|[“”]|真是|可真|让我(?:学会|瘦|冻)|托.{0,6}福|终于|倒好|偏偏"
    ),
}
_NOTHING = re.compile(
    r"^(?:意见[:：]?)?(?:本人|我们?|支部|暂时?|目前|都|均|同志)*(?:表示)?(?:没啥|没有?什么|没有?|无|暂无)"
    r"(?:其他|别的|不同|大)?(?:意见|建议|想法|要提|可提|说|问题)?(?:和建议|与建议)?[。!,]?$"
)
_WARM, _FAULT, _WISH = (_KINDS[kind] for kind in ("warm", "fault", "wish"))
_CLAUSE = re.compile(r"[,。;!?、:\s]+")


def praised(texts: Sequence[str], read: Mapping[str, Vectors] | None = None) -> list[bool]:
    """Which texts only praise. `read`: by the name of the encoder the texts' vectors, where they were read."""
    found = [all(_NOTHING.match(clause) for clause in _clauses(normalise(text))) for text in texts]
    known = [(model, rows) for name, rows in (read or {}).items() if (model := shipped("praise", name)) is not None]
    seen = np.mean([_seen(model, rows) for model, rows in known], axis=0) if known else np.zeros(len(texts))
    models = [model for model, _rows in known] or [words_alone()]
    # Counting words takes a while: where vectors speak against praise by themselves it is spared.
    likely = np.flatnonzero(np.round(seen, 4) >= SEEN).tolist()
    if likely:
        counted = counts([texts[row] for row in likely])
        odds = seen[likely] + np.mean([_said(model, counted) for model in models], axis=0)
        for row, one in zip(likely, odds, strict=True):
            found[row] |= bool(round(float(one), 4) >= (LEAST if known else WORDS_LEAST))
    return found


def is_praise(text: str) -> bool:
    """Whether one text only praises, by its words alone."""
    return praised([text])[0]


def counts(texts: Sequence[str]) -> Vectors:
    """What the words say of each text (n × features)."""
    return np.array([_counted(normalise(text)) for text in texts], np.float32)


def _counted(text: str) -> list[float]:
    rest = _KEEP.sub("", text)
    found = {kind: len(words.findall(text if kind == "warm" else rest)) for kind, words in _KINDS.items()}
    warm = [bool(_WARM.search(clause)) for clause in _clauses(text)]
    cold = [bool(_FAULT.search(clause) or _WISH.search(clause)) for clause in _clauses(rest)]
    plain = found["warm"] > 0 and found["wish"] == found["turn"] == 0
    return [
        *(log1p(count) for count in found.values()),
        *(float(count > 0) for count in found.values()),
        float(_nothing(text)),
        sum(warm) / len(warm),
        sum(cold) / len(cold),
        float(warm[0]),
        float(warm[-1]),
        float(cold[-1]),
        float(plain),
        float(plain and found["fault"] == 0),
        float(found["thanks"] > 0 and found["wish"] > 0),
        len(text) / 40,
        log1p(len(text)),
        float(any(sign.isdigit() for sign in text)),
        float("!" in text),
        float(text != rest),
    ]


def _nothing(text: str) -> bool:
    """Whether a clause says that there is nothing to say."""
    return any(_NOTHING.match(clause) for clause in _clauses(text))


def _clauses(text: str) -> list[str]:
    return [clause for clause in _CLAUSE.split(text) if clause] or [""]


def _said(model: Model, counted: Vectors) -> Vectors:
    """What the counted words add to the log-odds that the texts are praise, the constant included."""
    return np.asarray(counted @ model.weights[: counted.shape[1]] + model.weights[-1], np.float32)


def _seen(model: Model, read: Vectors) -> Vectors:
    """What the encoder's vectors add; their weights stand behind those of the counts."""
    return model.weighed(read, model.weights[-1 - model.axes.shape[1] : -1])


def words_alone() -> Model:
    """The model for where nothing was read."""
    found = shipped("praise", "words")
    assert found is not None, "the model of praise by words ships with the program"
    return found
