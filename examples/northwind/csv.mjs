// Reads and writes CSV (RFC 4180), as far as the Northwind files need it.

export function parse(text) {
  const rows = [];
  let row = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') {
        cell += '"';
        i++;
      } else if (c === '"') {
        quoted = false;
      } else {
        cell += c;
      }
    } else if (c === '"') {
      quoted = true;
    } else if (c === "," || c === "\n") {
      row.push(cell);
      cell = "";
      if (c === "\n") {
        rows.push(row);
        row = [];
      }
    } else if (c !== "\r") {
      cell += c;
    }
  }
  if (cell !== "" || row.length > 0) rows.push([...row, cell]);
  const [names, ...records] = rows;
  return records.map((values) => Object.fromEntries(names.map((name, i) => [name, values[i] ?? ""])));
}

const write = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

/** Some columns of some records, under new names. */
export function format(records, columns) {
  const lines = [Object.values(columns).join(",")];
  for (const record of records) lines.push(Object.keys(columns).map((name) => write(record[name])).join(","));
  return lines.join("\n") + "\n";
}
