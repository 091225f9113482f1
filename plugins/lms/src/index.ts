export { enrolment } from "./enrolment.js";
export { lesson } from "./lesson.js";
