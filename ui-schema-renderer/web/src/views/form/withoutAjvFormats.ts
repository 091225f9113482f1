/** The formats of a validator that validates nothing; see withoutAjv.ts. */
export default function withoutFormats(): void {
  // There is nothing to add formats to.
}
