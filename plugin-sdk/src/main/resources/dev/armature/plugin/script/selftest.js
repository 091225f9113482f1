// Uses every built-in function that a handler is likely to use, so that each is initialised before a tenant's
// code can bring it to fail half-way, and tells whether they still work.

const checks = [];

function check(name, actual, expected) {
  const text = typeof actual === "string" ? actual : JSON.stringify(actual);
  if (text !== expected) {
    checks.push(`${name}: ${text}`);
  }
}

function thrownBy(action) {
  try {
    action();
    return "nothing";
  } catch (error) {
    return `${error.name}/${typeof error.message}/${typeof error.stack}`;
  }
}

function texts() {
  check("case", "aé".toUpperCase() + "ÀB".toLowerCase(), "AÉàb");
  check("cut", "abcdef".slice(1, -1).substring(1).at(-1) + "abc".charAt(1) + "abc".charCodeAt(0), "eb97");
  check("points", [..."a😀"].map((c) => c.codePointAt(0).toString(16)), '["61","1f600"]');
  check("from", String.fromCharCode(65) + String.fromCodePoint(128512) + String.raw`\n`, "A😀\\n");
  check("find", ["abc".indexOf("c"), "abcabc".lastIndexOf("a"), "abc".includes("b"), "abc".search(/c/)], "[2,3,true,2]");
  check("edge", ["abc".startsWith("a"), "abc".endsWith("c"), "a".padStart(3, "-"), "a".padEnd(3)], '[true,true,"--a","a  "]');
  check("trim", [" a ".trim(), " a ".trimStart(), " a ".trimEnd()], '["a","a "," a"]');
  check("split", ["a,b".split(","), "a1b2".split(/\d/), "ab".repeat(2).concat("c")], '[["a","b"],["a","b",""],"ababc"]');
  check("replace", ["aXbX".replace("X", "-"), "aXbX".replaceAll("X", "$&$&"), "a1".replace(/\d/g, (d) => d * 2)], '["a-bX","aXXbXX","a2"]');
  check("compare", ["a".localeCompare("b"), "é".normalize("NFD").length, "a\ud800".isWellFormed(), "\ud800".toWellFormed()], '[-1,2,false,"�"]');
  check("uri", encodeURIComponent("a b/é") + decodeURIComponent("%C3%A9") + encodeURI("a b") + decodeURI("a%20b"), "a%20b%2F%C3%A9éa%20ba b");
}

function patterns() {
  check("exec", /(?<year>\d{4})-(\d\d)/.exec("on 2026-01-31").groups.year, "2026");
  check("all", [..."a1b22".matchAll(/[a-z](\d+)/g)].map((m) => m[1]), '["1","22"]');
  check("match", ["xAxa".match(/a/gi), /^\p{L}+$/u.test("Жé"), /(?<=\$)\d+/.exec("$42")[0], /(a)\1/.test("aa")], '[["A","a"],true,"42",true]');
  check("sticky", (() => { const re = /a/y; re.lastIndex = 1; return [re.test("ba"), re.lastIndex, re.flags, re.source]; })(), '[true,2,"y","a"]');
  check("greedy", ["<a><b>".replace(/<.+?>/, ""), /(x+x+)+y/.test("xxxxxxxx"), /^(?!no)/.test("yes"), new RegExp("[^a-c]", "v").test("d")], '["<b>",false,true,true]');
}

function lists() {
  const list = [3, 1, 2];
  check("sort", [list.toSorted(), [...list].sort((a, b) => b - a), list.toReversed(), [...list].reverse()], "[[1,2,3],[3,2,1],[2,1,3],[2,1,3]]");
  check("map", [list.map((n) => n * 2), list.filter((n) => n > 1), list.reduce((a, b) => a + b), list.reduceRight((a, b) => a - b)], "[[6,2,4],[3,2],6,-2]");
  check("search", [list.find((n) => n < 3), list.findIndex((n) => n === 2), list.findLast((n) => n > 1), list.indexOf(2), list.includes(9), list.at(-1)], "[1,2,2,2,false,2]");
  check("test", [list.some((n) => n > 2), list.every((n) => n > 2), Array.isArray(list), [1, [2, [3]]].flat(Infinity), list.flatMap((n) => [n, n])], "[true,false,true,[1,2,3],[3,3,1,1,2,2]]");
  check("change", (() => { const l = [1, 2, 3]; l.push(4); l.unshift(0); l.splice(1, 1, 9, 9); l.pop(); l.shift(); l.fill(7, 0, 1); l.copyWithin(0, 1); return l; })(), "[9,2,3,3]");
  check("make", [Array.from({ length: 2 }, (_, i) => i), Array.of(7), [..."ab"].entries().next().value, list.with(0, 5), list.toSpliced(0, 1), list.slice(1).concat([4]), list.join("-")], '[[0,1],[7],[0,"a"],[5,1,2],[1,2],[1,2,4],"3-1-2"]');
  check("bytes", [new Uint8Array([1, 300]), new Float64Array(2).fill(0.5).map((n) => n * 2), new DataView(new ArrayBuffer(8)).getInt16(0)], '[{"0":1,"1":44},{"0":1,"1":1},0]');
}

function objects() {
  const object = { b: 1, a: { c: 2 } };
  check("keys", [Object.keys(object), Object.values(object), Object.entries(object), Object.fromEntries([["x", 1]])], '[["b","a"],[1,{"c":2}],[["b",1],["a",{"c":2}]],{"x":1}]');
  check("copy", [{ ...object, d: 3 }, Object.assign({}, object), structuredCopy(object), Object.groupBy([1, 2, 3], (n) => (n % 2 ? "odd" : "even"))], '[{"b":1,"a":{"c":2},"d":3},{"b":1,"a":{"c":2}},{"b":1,"a":{"c":2}},{"odd":[1,3],"even":[2]}]');
  check("freeze", [Object.isFrozen(Object.freeze({})), Object.hasOwn(object, "a"), Object.getPrototypeOf([]) === Array.prototype, Object.is(NaN, NaN)], "[true,true,true,true]");
  check("define", Object.defineProperty({}, "x", { get: () => 5, enumerable: true }), '{"x":5}');
  check("reflect", [Reflect.ownKeys(object), Reflect.has(object, "a"), Reflect.get(object, "b"), new Proxy({}, { get: (t, k) => `p${String(k)}` }).q], '[["b","a"],true,1,"pq"]');
  check("map", [[...new Map([["a", 1]])], new Map([[1, 2]]).get(1), [...new Set([1, 1, 2])], new Set([1]).union(new Set([2])).size, new WeakMap([[object, 1]]).get(object), new WeakSet([object]).has(object)], '[[["a",1]],2,[1,2],2,1,true]');
  class Animal { #name; static count = 0; constructor(name) { this.#name = name; Animal.count++; } get name() { return this.#name; } toString() { return `animal ${this.#name}`; } }
  class Dog extends Animal { toString() { return super.toString() + "!"; } }
  check("class", [`${new Dog("rex")}`, new Dog("max").name, Animal.count, Symbol("s").description], '["animal rex!","max",2,"s"]');
}

function structuredCopy(value) {
  return JSON.parse(JSON.stringify(value, null, 2), (key, part) => part);
}

function numbers() {
  check("math", [Math.round(2.5), Math.floor(-1.5), Math.ceil(1.2), Math.trunc(-1.7), Math.abs(-3), Math.max(1, 2), Math.min(1, 2), Math.sign(-9), Math.hypot(3, 4), 2 ** 10, Math.sqrt(16), Math.cbrt(27), Math.log10(1000), Math.imul(3, 4), Math.clz32(1)], "[3,-2,2,-1,3,2,1,-1,5,1024,4,3,3,12,31]");
  check("write", [(12.345).toFixed(2), (255).toString(16), (0.1).toPrecision(3), (12345).toExponential(2), (1e21).toString(), 0.1 + 0.2], '["12.35","ff","0.100","1.23e+4","1e+21",0.30000000000000004]');
  check("read", [Number("12.5"), parseInt("12px", 10), parseFloat("1.5e3x"), Number.isSafeInteger(2 ** 53), Number.isInteger(5), isNaN(NaN), isFinite(1), 7 % 3, -7 >> 1, 7 >>> 1, 5 & 3, 5 | 3, 5 ^ 3, ~5], "[12.5,12,1500,false,true,true,true,1,-4,3,1,7,6,-6]");
  check("random", [typeof Math.random(), typeof Date.now(), Math.sin(0), Math.exp(0), Math.atan2(0, 1)], '["number","number",0,1,0]');
}

function dates() {
  const date = new Date("2026-01-31T10:20:30.400Z");
  check("iso", [date.toISOString(), date.getTime(), date.getUTCFullYear(), date.getMonth(), date.getDate(), date.getDay(), date.getHours(), date.getTimezoneOffset()], '["2026-01-31T10:20:30.400Z",1769854830400,2026,0,31,6,10,0]');
  date.setUTCDate(32);
  check("set", [date.toJSON(), Date.UTC(2026, 0, 1), Date.parse("2026-01-01"), new Date(NaN).getTime(), String(new Date(0)).length > 10, date.toUTCString().length > 10, date.toLocaleDateString().length > 3], '["2026-02-01T10:20:30.400Z",1767225600000,1767225600000,null,true,true,true]');
}

function errors() {
  check("throws", [thrownBy(() => null.x), thrownBy(() => undefinedName), thrownBy(() => { throw new RangeError("r", { cause: 1 }); }), thrownBy(() => new Array(-1)), thrownBy(() => JSON.parse("{")), thrownBy(() => decodeURIComponent("%")), thrownBy(() => [].reduce((a) => a)), thrownBy(() => eval("1")), thrownBy(() => new RegExp("(")), thrownBy(() => { "use strict"; Object.freeze([]).push(1); }), thrownBy(() => "a".repeat(2 ** 25)), thrownBy(() => Symbol() + ""), thrownBy(() => new (class { constructor() { return new Proxy({}, { get: () => { throw new TypeError("t"); } }).x; } })())],
    '["TypeError/string/string","ReferenceError/string/string","RangeError/string/string","RangeError/string/string","SyntaxError/string/string","URIError/string/string","TypeError/string/string","EvalError/string/string","SyntaxError/string/string","TypeError/string/string","RangeError/string/string","TypeError/string/string","TypeError/string/string"]');
  check("aggregate", [new AggregateError([new Error("a")], "b").errors.length, String(new TypeError("x")), new Error("a", { cause: "b" }).cause], '[1,"TypeError: x","b"]');
}

function flow() {
  function* counter() { const got = yield 1; yield* [got, 3]; return 4; }
  const generator = counter();
  check("generator", [generator.next().value, generator.next(2).value, generator.next().value, generator.return(9).value, [...counter()].length], "[1,2,3,9,3]");
  const { a, ...rest } = { a: 1, b: 2, c: 3 };
  const [first = 5, , third] = [undefined, 2, 3];
  check("destructure", [a, rest, first, third, ((...all) => all.length)(1, 2), null ?? "d", undefined?.x ?? "u", `t${1 + 1}`], '[1,{"b":2,"c":3},5,3,2,"d","u","t2"]');
  let labelled = 0;
  outer: for (const x of [1, 2]) { for (const y in { p: 1, q: 2 }) { if (y === "q") continue outer; labelled += x; } }
  do { labelled++; } while (labelled < 5);
  switch (labelled) { case 5: labelled += 10; break; default: labelled = 0; }
  check("loops", [labelled, [1, 2, 3].values().map((n) => n + 1).take(2).toArray(), Array.from(new Map([[1, 2]]).keys())], "[15,[2,3],[1]]");
}

function hostFunctions(context, host) {
  const amount = context.record.amount;
  check("decimal", [`${amount.plus("0.1").times(3).minus(1).dividedBy(7, 4).round(2)}`, amount.compare(12), amount.equals("12.500"), host.decimal("1e3").toFixed(1)], '["5.26",1,true,"1000.0"]');
  check("host", host.records.get("deal", "x", { fields: ["a"] }), '{"fields":["a"],"object":"deal","id":"x"}');
  check("refusal", thrownBy(() => host.events.emit("e", {})), "HostError/string/string");
  check("fail", thrownBy(() => host.fail("no", { code: "c" })), "Refusal/string/string");
  check("operators", thrownBy(() => amount + 1), "TypeError/string/string");
  host.log.info("self-test", { a: 1 }, new Error("e"));
}

async function later() {
  const values = await Promise.all([1, Promise.resolve(2), (async () => 3)()]);
  const settled = await Promise.allSettled([Promise.reject(new Error("r")), Promise.race([4]), Promise.any([5])]);
  check("promises", [values, settled.map((s) => s.status)], '[[1,2,3],["rejected","fulfilled","fulfilled"]]');
  async function* numbered() { yield 1; yield 2; }
  const seen = [];
  for await (const n of numbered()) { seen.push(n); }
  await new Promise((resolve) => resolve()).then(() => seen.push(3)).finally(() => seen.push(4));
  check("async", seen, "[1,2,3,4]");
}

export async function run(context, host) {
  [texts, patterns, lists, objects, numbers, dates, errors, flow].forEach((part) => part());
  hostFunctions(context, host);
  await later();
  return checks.length === 0 ? "sound" : checks.join("; ");
}
