// Words that may point to the writer, found in the phone: the text goes nowhere for this.
const SELF = /(?:我们?|本|咱们?)(?:自己)?(?:组|室|科|处|课题组|团队|班组|宿舍|办公室)|本人|我是|我今年|我在.{0,6}工作/g;
const DAY = /\d{1,2}月\d{1,2}[日号]|上周[一二三四五六日天]|昨天|前天/g;
const SURNAMES =
  "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟" +
  "熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤";
const NAMED = new RegExp(`[小老]?[${SURNAMES}](?:老师|师傅|同志|工|主任|处长|书记|经理)(?![作程资种厂人])`, "g");

// What the office covers before leaders read, all but names: the same spans as kernel/personal.py, pattern by pattern.
// [what (its group is covered), what must not stand right before, a test of the group and of what stands before it].
// No look-behind: phones that are a few years old lack it.
const THING =
  /(?:编号|型号|序列号|项目|课题|合同|文号|设备号?|资产号?|订单|单号|发票号?码?|流水号?|批号|频率|读数|计数|版本)[^，。；,;]{0,6}$/;
const CALLED_ID = /身份证(?:件|号码?|编号)*[是为:( ]*$/;
const CALLED_CARD = /(?:银行|工资|储蓄|借记|信用)?(?:卡号?|账号|账户)[是为:( ]*$/;
const noThing = (_match, before) => !THING.test(before);
const PERSONAL = [
  [/([1-9]\d{5}[- ]?(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])[- ]?\d{3}[\dXx])(?![\dA-Za-z])/g, /[\dA-Za-z]/,
    (match, before) => isIdentityNumber(match) || CALLED_ID.test(before)],
  [/(\d(?:[ -]?\d){15,18})(?![\d.]?\d)/g, /[\d.]/, (match, before) => isCardNumber(match) || CALLED_CARD.test(before)],
  [/(?:(?:职工|员工|工作人员|人员|个人|本人)(?:编号|代码|卡号|号)|工号|工牌号?|工卡号?|胸牌号?|胸卡号?|工作证号?)[^\d，。；A-Za-z]{0,4}([A-Za-z]{0,3}-?\d{3,10})(?![\dA-Za-z])/g, null, null],
  [/(?:我是|本人|我叫)[^。；;\d]{0,14}(?:编号|号码|代号)[是为:\s]*([A-Za-z]{0,3}-?\d{3,10})(?![\dA-Za-z])/g, null, null],
  [/(?:\+?86[- ]?)?(1\d{2}[- ]?\d{4}[- ]?\d{4}|1\d{3}[- ]\d{3}[- ]\d{4}|1\d{2}[- ]\d{3}[- ]\d{5})(?![\dA-Za-z]|[.-]\d)/g, /[\dA-Za-z._/-]/, noThing],
  [/(\(?0\d{2,3}\)?[- ]?\d{7,8}(?:-\d{1,5})?)(?![\dA-Za-z]|\.\d)/g, /[\dA-Za-z.-]/, noThing],
  [/([一幺][〇零一二三四五六七八九幺两]{10})(?![〇零一二三四五六七八九幺两十百千万])/g, /[〇零一二三四五六七八九幺两]/, null],
  [/(?:电话|手机|分机|短号|座机|致电|打)[号码]{0,2}[是为:\s]*(?!(?:11[0249]|120|122|12\d{3}|95\d{3}|100(?:00|10|86))(?!\d))(\d{3,8}(?:-\d{3,8})?)(?![\d分次元个遍人天年月日号小多余块热万条折通页张份%])/g, null, null],
  [/([A-Za-z0-9][\w.+-]*@[\w-]+(?:\.[\w-]+)+)/g, /[\w.+-]/, null],
  [/(?:微信|[Ww][Xx]|[Vv][Xx]|[Vv]信|[Qq][Qq]|钉钉)(?:(?:号码?|账号|[Ii][Dd])[是为]?[:\s]*([A-Za-z0-9][\w-]{4,19})|[是为]?[:\s]*((?=[A-Za-z_-]*\d)[A-Za-z0-9][\w-]{4,19}))(?![\w-])/g, null, null],
];

// GB 11643: 18 signs end with their check sign (MOD 11-2).
function isIdentityNumber(text) {
  const signs = text.replace(/[- ]/g, "");
  let total = 0;
  for (let at = 0; at < 17; at += 1) total += Number(signs[at]) * (2 ** (17 - at) % 11);
  return "10X98765432"[total % 11] === signs[17].toUpperCase();
}

// Luhn (ISO/IEC 7812-1), and not one digit over and over.
function isCardNumber(text) {
  const digits = Array.from(text.replace(/[- ]/g, ""), Number).reverse();
  const total = digits.reduce((sum, digit, at) => sum + (at % 2 ? digit * 2 - (digit > 4 ? 9 : 0) : digit), 0);
  return new Set(digits).size > 2 && total % 10 === 0;
}

function narrow(sign) {
  const code = sign.charCodeAt(0);
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
  if (code >= 0x2010 && code <= 0x2015) return "-";
  return code === 0x3000 ? " " : sign;
}

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
  const plain = text.replace(/[^]/g, narrow);
  const spans = [];
  for (const [pattern, before, holds] of PERSONAL) {
    pattern.lastIndex = 0;
    for (let match = pattern.exec(plain); match; match = pattern.exec(plain)) {
      if (before && match.index && before.test(plain[match.index - 1])) {
        pattern.lastIndex = match.index + 1;
        continue;
      }
      const value = match.slice(1).find((group) => group !== undefined);
      const start = match.index + match[0].lastIndexOf(value);
      if ((!holds || holds(value, plain.slice(0, start))) && apart(spans, start, start + value.length)) {
        spans.push([start, start + value.length]);
      }
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
