/* What a code means: the same order of asking as `lookup` of the Python client, on the same tables.
 *
 * `dlrkitLookup(tables)` gives a function `(code, vendor, carrier)`, whose answers have the keys of `Meaning.to_dict()`.
 * A test holds both against each other. Texts are taken apart by code points, as Python does, and not by UTF-16 units.
 */
"use strict";

(function () {
  const MAX_CODE = 60;
  const BLANKS = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
  const AROUND = new RegExp(`^[${BLANKS}]+|[${BLANKS}]+$`, "gu");
  const AFTER = new RegExp(`[${BLANKS}]+$`, "u");
  const READING = ["state", "reason", "retry", "zh", "en", "confidence", "source", "evidence", "table"];

  const strip = (text) => text.replace(AROUND, "");
  const points = (text) => Array.from(text);
  const normal = (code) => strip(code).toUpperCase().replaceAll("：", ":");
  const beforeFirst = (text, mark) => {
    const at = text.indexOf(mark);
    return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + mark.length)];
  };

  function agree(one, other) {
    const states = new Set([one.state, other.state].filter((said) => said !== "unrecognised"));
    const reasons = new Set([one.reason, other.reason].filter((said) => said !== "unknown"));
    return states.size < 2 && reasons.size < 2;
  }

  function numbers(spelling) {
    const [first, last] = beforeFirst(spelling.slice(1), "-");
    const start = parseInt(spelling[0] + first, 10);
    const stop = last ? parseInt(last, 10) : start;
    return Array.from({ length: stop - start + 1 }, (_, n) => String(start + n));
  }

  function withColon(text) {
    const letters = points(text).slice(0, 2).join("");
    const digits = points(text).slice(2);
    if (!(digits.length > 1 && digits.length < 6 && /^\p{Nd}+$/u.test(digits.join("")) && /^\p{L}+$/u.test(letters))) {
      return [];
    }
    const whole = `${letters}:${digits.join("")}`;
    return digits.length === 5 && digits[0] === "0" ? [`${letters}:${digits.slice(1).join("")}`, whole] : [whole];
  }

  function said(row, table, sources) {
    const [zh, en, state, reason, retry, evidence, confidence, source] = row;
    return { state, reason, retry, zh, en, confidence, source: sources.get(source) ?? source, evidence, table };
  }

  function meaning(code, step, row, table, sources) {
    const conflicts = row[8].map((other) => said(other, table, sources));
    return { code, step, matched: normal(code), subcode: "", ...said(row, table, sources), conflicts };
  }

  const reading = (row) => Object.fromEntries(READING.map((name) => [name, row[name]]));
  const inferred = (row) => (row.conflicts.length ? "conflicting" : "inferred");
  const byPrefix = (row, step) => ({ ...row, step, confidence: inferred(row) });
  const byWord = (row, step, matched, subcode) => ({ ...row, step, matched, subcode, confidence: inferred(row) });
  const unknown = (code, conflicts) => ({
    code, step: "unknown", matched: "", subcode: "", state: "unrecognised", reason: "unknown", retry: "unknown",
    zh: "", en: "", confidence: "none", source: "", evidence: "none", table: "", conflicts,
  });

  function beside(row, other) {
    const told = [row, ...row.conflicts];
    const more = [reading(other), ...other.conflicts].filter((one) => !told.some((known) => agree(one, known)));
    return more.length ? { ...row, conflicts: [...row.conflicts, ...more] } : row;
  }

  function add(known, rows) {
    for (const [key, row] of rows) known.set(key, known.has(key) ? beside(known.get(key), row) : row);
  }

  class Index {
    constructor(carriers) {
      this.carriers = carriers;
      this.words = new Map();
      this.exact = new Map();
      this.families = new Map();
      this.ownPrefixes = new Map();
      this.prefixes = new Map();
      this.suffixes = new Map();
      this.shared = new Map();
      this.tails = [];
    }

    takeWords() {
      for (const name of this.carriers.keys()) {
        add(this.words, this.rows(name, "words"));
        add(this.words, this.aliases(name, this.words));
      }
    }

    takeVendor(vendor) {
      const conflicts = new Map(vendor.conflicts);
      const rows = (section, step) =>
        vendor.tables.flatMap((table) =>
          table[section].map(([code, row]) => {
            const whole = [...row, row[5], conflicts.get(code) ?? []];
            return meaning(code, step, whole, table.name, new Map(table.sources));
          }),
        );
      const exact = rows("codes", "exact");
      for (const row of [...exact].reverse()) this.exact.set(row.code, row);
      add(this.exact, exact.map((row) => [normal(row.code), row]));
      for (const row of rows("families", "family")) {
        const shape = normal(row.code);
        if (!this.families.has(shape)) this.families.set(shape, row);
        if (shape.includes(":")) {
          const [prefix] = beforeFirst(shape, ":");
          if (!this.ownPrefixes.has(prefix)) this.ownPrefixes.set(prefix, byPrefix(row, "vendor_prefix"));
        }
      }
      const tails = [...this.families.keys()].map((shape) => shape.length - shape.replace(/#+$/, "").length);
      this.tails = [...new Set(tails)].sort((one, other) => other - one);
    }

    takeCarrier(name, alone) {
      const words = alone ? new Map() : this.words;
      const found = new Map(this.rows(name, "codes"));
      for (const [key, row] of [...this.aliases(name, new Map([...this.words, ...found]))]) found.set(key, row);
      for (const [key, row] of found) {
        if (words.has(key)) continue;
        const family = this.ofFamily(key);
        add(this.exact, [[key, family ? beside(row, family) : row]]);
      }
      add(this.prefixes, this.rows(name, "prefixes").map(([key, row]) => [key, byPrefix(row, "carrier_prefix")]));
      const suffixes = new Map(this.rows(name, "suffixes").map(([key, row]) => [parseInt(key, 10), row]));
      for (const prefix of this.carriers.get(name).suffixed) {
        if (!this.suffixes.has(prefix)) this.suffixes.set(prefix, suffixes);
      }
    }

    takeNumbers(name) {
      for (const [key, row] of this.rows(name, "numbers")) if (!this.exact.has(key)) this.exact.set(key, row);
    }

    suspectNumbers(name) {
      for (const [key, row] of this.rows(name, "numbers")) {
        this.shared.set(key, [...(this.shared.get(key) ?? []), reading(row), ...row.conflicts]);
      }
    }

    rows(name, section) {
      const table = this.carriers.get(name);
      const step = { words: "smpp_word", prefixes: "carrier_prefix" }[section] ?? "exact";
      const sources = new Map(table.sources);
      return table[section].flatMap(([key, row]) =>
        (section === "numbers" || section === "suffixes" ? numbers(key) : [key]).map((spelling) => [
          normal(spelling),
          meaning(spelling, step, row, name, sources),
        ]),
      );
    }

    *aliases(name, known) {
      const table = this.carriers.get(name);
      const sources = new Map(table.sources);
      for (const [spelling, [of, en, source]] of table.aliases) {
        const row = known.get(normal(of));
        if (!row) continue;
        const cited = [...new Set([row.source, sources.get(source) ?? source])].join("; ");
        yield [normal(spelling), { ...row, code: spelling, en: strip(`${row.en} ${en}`), source: cited }];
      }
    }

    find(code) {
      const text = points(code).length <= MAX_CODE ? normal(code) : normal(points(strip(code)).slice(0, MAX_CODE + 1).join(""));
      if (points(text).length > MAX_CODE) return unknown(code, []);
      const found = this.exact.get(strip(code)) ?? this.search(text);
      return found ? { ...found, code } : unknown(code, this.shared.get(text) ?? []);
    }

    search(text) {
      const spellings = /[0-9]$/.test(text) && !text.includes(":") ? [text, ...withColon(text)] : [text];
      for (const spelling of spellings) if (this.exact.has(spelling)) return this.exact.get(spelling);
      for (const spelling of spellings) {
        const family = this.ofFamily(spelling);
        if (family) return { ...family, matched: spelling };
      }
      const [before, subcode] = beforeFirst(text, "_");
      const word = before.replace(AFTER, "");
      if (subcode && /^\p{L}+$/u.test(word) && this.exact.has(word)) {
        return byWord(this.exact.get(word), "family", word, subcode);
      }
      for (const spelling of spellings) {
        const found = spelling.includes(":") ? this.byPrefix(spelling) : null;
        if (found) return found;
      }
      if (this.words.has(text)) return this.words.get(text);
      return subcode && this.words.has(word) ? byWord(this.words.get(word), "smpp_word", word, subcode) : null;
    }

    ofFamily(text) {
      const digits = text.length - text.replace(/[0-9]+$/, "").length;
      for (const tail of this.tails) {
        const shape = text.slice(0, text.length - tail) + "#".repeat(tail);
        if (tail <= digits && this.families.has(shape)) return this.families.get(shape);
      }
      return null;
    }

    byPrefix(text) {
      const [prefix, rest] = beforeFirst(text, ":");
      const found = this.ownPrefixes.get(prefix) ?? this.prefixes.get(prefix);
      if (!found) return null;
      const numbered = found.step === "carrier_prefix" && /^[0-9]{1,5}$/.test(rest);
      const suffix = numbered ? this.suffixes.get(prefix)?.get(parseInt(rest, 10)) : undefined;
      if (!suffix) return { ...found, matched: prefix, subcode: rest };
      const { state, reason, retry, zh } = suffix;
      return {
        ...found, code: text, matched: prefix, subcode: rest, state, reason, retry, zh,
        en: `${found.en} ${suffix.en}`, source: `${found.source}; ${suffix.source}`,
      };
    }
  }

  window.dlrkitLookup = function (tables) {
    const carriers = new Map(tables.carriers);
    const vendors = new Map(tables.vendors);
    const built = new Map();

    function withExtended(names) {
      const ordered = [...new Set(names)].filter((name) => carriers.has(name));
      for (const name of ordered) {
        for (const other of carriers.get(name).extends) if (!ordered.includes(other)) ordered.push(other);
      }
      return ordered;
    }

    function index(vendor, carrier) {
      const key = `${vendor ?? ""} ${carrier ?? ""}`;
      if (!built.has(key)) {
        const made = new Index(carriers);
        made.takeWords();
        if (vendor) made.takeVendor(vendors.get(vendor));
        const asked = carrier ? [carrier] : vendor ? vendors.get(vendor).carriers : carriers.keys();
        for (const name of withExtended(asked)) {
          made.takeCarrier(name, Boolean(carrier));
          if (vendor || carrier) made.takeNumbers(name);
          else made.suspectNumbers(name);
        }
        built.set(key, made);
      }
      return built.get(key);
    }

    return (code, vendor, carrier) =>
      index(vendors.has(vendor) ? vendor : null, carriers.has(carrier) ? carrier : null).find(code);
  };
})();
