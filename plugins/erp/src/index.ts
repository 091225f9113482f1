export { invoice } from "./invoice.js";
export { invoiceLine } from "./invoiceLine.js";
