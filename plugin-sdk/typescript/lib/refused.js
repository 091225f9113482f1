/** What is wrong with a plugin, one line each: the file, the place in it, and what would be right. */
export class Refused extends Error {
  constructor(problems) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

export function refuseIfAny(problems) {
  if (problems.length > 0) {
    throw new Refused(problems);
  }
}
