// Words that may point to the writer, found in the phone: the text goes nowhere for this.
const WIDE = "０１２３４５６７８９－：＠．";
const NARROW = "0123456789-:@.";

const SELF = /(?:我们?|本|咱们?)(?:自己)?(?:组|室|科|处|课题组|团队|班组|宿舍|办公室)|本人|我是|我今年|我在.{0,6}工作/g;
const DAY = /\d{1,2}月\d{1,2}[日号]|上周[一二三四五六日天]|昨天|前天/g;
const SURNAMES =
  "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟" +
  "熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";
const NAMED = new RegExp(`[小老]?[${SURNAMES}](?:老师|师傅|同志|工|主任|处长|书记|经理)(?![作程资种厂人])`, "g");

// [what, group 1 is covered; what must not stand right before]. No look-behind: phones that are a few years old lack it.
const PERSONAL = [
  [/([1-9]\d{16}[\dXx])(?![\dXx])/g, /\d/],
  [/(1\d{2}[- ]?\d{4}[- ]?\d{4})(?!\d)/g, /[\d-]/],
  [/(0\d{2,3}-\d{7,8})(?!\d)/g, /[\d-]/],
  [/(?:职工|员工|人员)?(?:工号|编号)[是为]?[:\s（(]*(\d{4,8})(?!\d)/g, null],
  [/([A-Za-z0-9][\w.+-]*@[\w-]+(?:\.[\w-]+)+)/g, /[\w.]/],
  [/(?:微信号?|QQ号?码?)[是为]?[:\s]*([A-Za-z0-9_-]{5,20})/g, null],
];

function merged(spans) {
  const out = [];
  for (const [start, end] of spans.filter(([a, b]) => a < b).sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = out[out.length - 1];
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else out.push([start, end]);
  }
  return out;
}

const apart = (spans, start, end) => spans.every(([a, b]) => end <= a || b <= start);

// Phone, staff number and the like: covered before leaders read.
export function personal(text) {
  const plain = Array.from({ length: text.length }, (_, at) => NARROW[WIDE.indexOf(text[at])] || text[at]).join("");
  const spans = [];
  for (const [pattern, before] of PERSONAL) {
    pattern.lastIndex = 0;
    for (let match = pattern.exec(plain); match; match = pattern.exec(plain)) {
      if (before && match.index && before.test(plain[match.index - 1])) {
        pattern.lastIndex = match.index + 1;
        continue;
      }
      const start = match.index + match[0].indexOf(match[1]);
      if (apart(spans, start, start + match[1].length)) spans.push([start, start + match[1].length]);
    }
  }
  return merged(spans);
}

// What may point to the writer; `names` are those of the unit's branches and departments.
export function pointing(text, names = []) {
  const spans = [SELF, DAY, NAMED].flatMap((pattern) =>
    Array.from(text.matchAll(pattern), (match) => [match.index, match.index + match[0].length]));
  for (const name of names) {
    for (let at = name.length > 1 ? text.indexOf(name) : -1; at >= 0; at = text.indexOf(name, at + name.length)) {
      spans.push([at, at + name.length]);
    }
  }
  return merged(spans);
}

// The text cut into { text, kind } with kind "", "pointing" or "covered"; joined they are the text.
export function pieces(text, names = []) {
  const covered = personal(text);
  const marks = covered.map(([start, end]) => [start, end, "covered"]);
  for (const [start, end] of pointing(text, names)) {
    if (apart(covered, start, end)) marks.push([start, end, "pointing"]);
  }
  const found = [];
  let at = 0;
  for (const [start, end, kind] of marks.sort((a, b) => a[0] - b[0])) {
    found.push({ text: text.slice(at, start), kind: "" }, { text: text.slice(start, end), kind });
    at = end;
  }
  found.push({ text: text.slice(at), kind: "" });
  return found.filter((piece) => piece.text);
}
