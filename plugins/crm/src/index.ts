export { deal } from "./deal.js";
