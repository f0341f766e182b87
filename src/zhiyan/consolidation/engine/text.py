"""A text as the engine reads it: unified signs, lead-ins and courtesies taken off, clauses, words and pairs of signs.

Nothing here touches the original: spans always count in the text as given.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# The traditional forms that occur in opinions, sign by sign with their simplified ones.
_TRADITIONAL = (
    "與專業東絲兩嚴個豐為義樂習書買亂爭於虧雲產親億僅從倉價衆優會傳傷倫偉側偽體僑儘償兒黨內岡冊寫軍農馮決況凍淨準減幾鳳憑凱擊劃則剛創刪別劑劍勁動務勝勞勢勵勸區醫華協單賣衛廠廳歷厲壓厭縣參雙發變"
    "敘葉號嘆嗎聽啟員問啞響喚嘗國圖圓聖場壞塊堅壇墳墜壟壽夠頭夾奪奮獎婦媽孫學寧寶實審寫寵對尋導將爾塵嘗層屆屬歲島嶺師帳帶幫幹幣庫應廟廢廣開異張彈強歸錄徹徑憶懷態憂慣慘慮懶戀戲戰戶撲擔據擁擇擊擋擾擴掃"
    "掛採揀換揮損搶擺攝敵數齊斷無舊時曠書朧條來楊極構槍樣樁機權檢樓標樹橋橫歡歐殘殺氣決沒洩滬漢湯溝漁滿漸潔潤澤濟濤濕熱營災煩燒燈爐爭愛牆獨獲環現療瘋癢皺盜監盤眾睜矯礎確礙禮禍種稱穩窮竊競筆節範"
    "築簡簽籌糧糾紀約級紅純納紙紛組細終給統絕經維緊綠綜緩編縮績繪繼續纖罰罷羅職聯聰聲肅腦腫膽臉臨舉艱藝藥蘇處虛蟲衝補製複見規覺觀視親觸計訂討讓訓議訊記講訪設證評識訴診詞試話該詳誠語誤說請諸讀課調談"
    "論諾謀謂謝謊謹譯護譽負財責賢敗貨質販貪貧購貿費貼貴資賓賞賠賴賽贊趕趨躍車軌軟轉輪載輕較輔輛輸辦辭邊遠達遷過運還這進違連遲適選遞遺郵鄉鄰鄭醬釋裡針鐘鋼鉤錯鍋錢錶鎖鎮鏡鏈長門閃閉問間閱陽陰陣階際"
    "陸陳險隊隨隱難雜雞離電霧靈靜韓頁項順須預領頻題額顏風飛飯飲館饑馬駐駕騎騙驗驚魚鮮鳥麥黃點鼠齡齒龍龐後裏麼們擬廁鬆淚週並"
)
_SIMPLIFIED = (
    "与专业东丝两严个丰为义乐习书买乱争于亏云产亲亿仅从仓价众优会传伤伦伟侧伪体侨尽偿儿党内冈册写军农冯决况冻净准减几凤凭凯击划则刚创删别剂剑劲动务胜劳势励劝区医华协单卖卫厂厅历厉压厌县参双发变"
    "叙叶号叹吗听启员问哑响唤尝国图圆圣场坏块坚坛坟坠垄寿够头夹夺奋奖妇妈孙学宁宝实审写宠对寻导将尔尘尝层届属岁岛岭师帐带帮干币库应庙废广开异张弹强归录彻径忆怀态忧惯惨虑懒恋戏战户扑担据拥择击挡扰扩扫"
    "挂采拣换挥损抢摆摄敌数齐断无旧时旷书胧条来杨极构枪样桩机权检楼标树桥横欢欧残杀气决没泄沪汉汤沟渔满渐洁润泽济涛湿热营灾烦烧灯炉争爱墙独获环现疗疯痒皱盗监盘众睁矫础确碍礼祸种称稳穷窃竞笔节范"
    "筑简签筹粮纠纪约级红纯纳纸纷组细终给统绝经维紧绿综缓编缩绩绘继续纤罚罢罗职联聪声肃脑肿胆脸临举艰艺药苏处虚虫冲补制复见规觉观视亲触计订讨让训议讯记讲访设证评识诉诊词试话该详诚语误说请诸读课调谈"
    "论诺谋谓谢谎谨译护誉负财责贤败货质贩贪贫购贸费贴贵资宾赏赔赖赛赞赶趋跃车轨软转轮载轻较辅辆输办辞边远达迁过运还这进违连迟适选递遗邮乡邻郑酱释里针钟钢钩错锅钱表锁镇镜链长门闪闭问间阅阳阴阵阶际"
    "陆陈险队随隐难杂鸡离电雾灵静韩页项顺须预领频题额颜风飞饭饮馆饥马驻驾骑骗验惊鱼鲜鸟麦黄点鼠龄齿龙庞后里么们拟厕松泪周并"
)
_TO_SIMPLIFIED = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_INVISIBLE = dict.fromkeys((8203, 8204, 8205, 8288, 65279, 173)) | dict.fromkeys(range(8234, 8239))
_SPACES = re.compile(r"\s+")
_HAN = re.compile(r"[一-鿿]+|[a-z0-9]+")

_ROLE_MARK = re.compile(
    r"^[（(【\[]?\s*(?:致|给|对)?(?:各位)?(?:党委|党组|党总支|纪委|分管|领导)?(?:副?(?:书记|主任|所长|院长|局长|校长|台长|馆长)|领导|班子|副职)"
    r"[A-Z甲乙丙丁]?(?:同志|成员)?\s*[)）】\]]?\s*[：:，,]?(?:\s|(?<=[：:，,)）】\]]))"
)
_LEAD = (
    r"(?:强烈建议|建议|希望|恳请|盼望|盼|期望|期待|望|能否|能不能|可否|是否可以|是不是可以|可不可以|应当|应该|应|最好|需要|还需|有必要|个别|部分|一些|有的|不少|许多|很多"
    r"|(?:基层|一线|广大|青年)?(?:职工|同志|群众|员工|党员|老师|医生|护士|同事)们?(?:普遍|都)?(?:反映|认为|觉得|提出)|大家|我们|我|反映|认为|觉得|感觉|普遍|还有|目前|现在|近年来|近几年|近年|这几年|长期以来|一直以来"
    r"|尤其是|特别是|另外|此外|同时|比如|例如|进一步|继续|切实|更加|适当|尽快|尽早|早日|不断|领导班子|班子成员|班子|单位|中心|我院|我所|我局|医院|学院|学校|局里|院里|所里|校里|对于|关于|还是|还)"
)
_LEADS = re.compile(rf"(?:^|(?<=[,。;!?、:]))(?:{_LEAD})+")
_TAIL = re.compile(r"(?:好吗|行吗|可以吗|谢谢|为好|为宜|最好|吧|呢|吗|啊)?[。!?.…~]*$")
_COURTESY = re.compile(
    r"(?:等)?(?:方面|问题|情况|现象|工作)?(?:的)?(?:还)?(?:存在|有待)(?:一定)?(?:的)?(?:不足|差距|提高|加强|改进)"
)


@lru_cache(maxsize=200_000)
def normalise(text: str) -> str:
    """Unified signs (NFKC), simplified characters, small letters, no invisible signs, spaces gone between words."""
    plain = unicodedata.normalize("NFKC", text.translate(_INVISIBLE)).translate(_TO_SIMPLIFIED).lower()
    plain = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in plain)
    return re.sub(r"(?<=[^a-z0-9]) | (?=[^a-z0-9])", "", _SPACES.sub(" ", plain).strip())


@lru_cache(maxsize=200_000)
def bare(text: str) -> str:
    """What a text says without role marks, lead-ins (建议、有的职工反映…)and courtesies: two askers meet."""
    plain = _ROLE_MARK.sub("", normalise(text))
    plain = _COURTESY.sub("", _LEADS.sub("", plain))
    plain = _TAIL.sub("", plain).strip("，。；;,.、 ")
    return plain or normalise(text)


@lru_cache(maxsize=200_000)
def grams(text: str) -> frozenset[str]:
    """Pairs and threes of neighbouring signs of the bare text, punctuation left out."""
    runs = _HAN.findall(bare(text))
    return frozenset(run[i : i + n] for run in runs for n in (2, 3) for i in range(len(run) - n + 1))
