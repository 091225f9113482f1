/**
 * Stands where JSON Forms looks for its validator. Ours is the server: it says what is wrong with a
 * record, and the form shows that at the field. So this one lets everything pass.
 */
export default class WithoutAjv {
  compile() {
    return Object.assign(() => true, { errors: null });
  }

  validate(): boolean {
    return true;
  }
}
