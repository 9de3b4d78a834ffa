// Read before the editor: what it must know of our files that it cannot be told in its configuration.
const kommuneside = (() => {
  const settings = SETTINGS;

  // It opens in the site's language, whatever the browser's; the reader may choose another in its settings.
  Object.defineProperty(navigator, "languages", { get: () => [settings.language] });

  // Every value arrives as the text it is; only the fields that hold numbers and truths become such.
  const read = (values) => {
    if (!values || typeof values != "object") return values;
    for (const name of settings.numbers) if (/^-?[0-9]+$/.test(values[name])) values[name] = Number(values[name]);
    for (const name of settings.flags) if (name in values) values[name] = /^(true|ja|yes|on|1|t|y)$/i.test(values[name]);
    return values;
  };

  // Tables, abbreviations, footnotes, HTML, code, definitions, attributes, escapes and what is indented.
  const UNKNOWN = /[|~{}<>&\\`]|\[\^|^\*\[|^:|^\[[^\]]*\]:|^( {4}|\t)|^(=+|-+|\*\*\*+|___+)\s*$|  $/m;

  // Whether rich text gives a text back as it was; where it would not, the writer is told.
  const isPlain = (text) => {
    const plain = !UNKNOWN.test(text || "");
    if (!plain) alert(settings.unsafe);
    return plain;
  };

  return { read, isPlain };
})();
