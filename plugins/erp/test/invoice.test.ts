import { assert, decimal, fakeHost, hookContext, test } from "@armature/plugin-sdk/testing";
import { invoice, type Invoice } from "../src/invoice.js";
import { invoiceLine, type InvoiceLine } from "../src/invoiceLine.js";

const host = fakeHost({
  records: {
    invoice: { draft: { state: "draft" }, posted: { state: "posted" } },
    product: {
      bolt: { name: "Bolt", unit: "pcs", price: "1.25", taxRate: "20" },
      advice: { name: "Advice", unit: "h", price: null, taxRate: null },
    },
  },
});

function saved(record: Partial<InvoiceLine>, old: Partial<InvoiceLine> | null = null): Partial<InvoiceLine> {
  const context = hookContext<InvoiceLine>({ invoice: "draft", ...record }, old);
  invoiceLine.beforeSave(context, host);
  return context.record;
}

test("a line takes from its product what it does not say itself", () => {
  const line = saved({ product: "bolt", description: "Special bolt" });
  assert.equal(String(line.unitPrice), "1.25");
  assert.equal(line.description, "Special bolt");
  assert.equal(line.unit, "pcs");
});

test("a line keeps its own price", () => {
  assert.equal(String(saved({ product: "bolt", unitPrice: decimal("0.99") }).unitPrice), "0.99");
});

test("a price that was taken away comes from the product again", () => {
  assert.equal(String(saved({ product: "bolt", unitPrice: null }, { product: "bolt" }).unitPrice), "1.25");
});

test("a line without any price is refused", () => {
  assert.throws(() => saved({ product: "advice" }), { code: "price_missing", field: "unitPrice" });
  assert.throws(() => saved({ description: "Something" }), { code: "price_missing" });
});

test("lines of a posted invoice do not change", () => {
  assert.throws(() => saved({ invoice: "posted", unitPrice: decimal(1) }), { code: "posted_immutable" });
  const context = hookContext<InvoiceLine>({}, { invoice: "posted" });
  assert.throws(() => invoiceLine.beforeDelete(context, host), { code: "posted_immutable" });
});

test("lines go with the invoice that is deleted", () => {
  invoiceLine.beforeDelete(hookContext<InvoiceLine>({}, { invoice: "gone" }), host);
});

test("a posted invoice does not change, a draft does", () => {
  const posted = hookContext<Invoice>({ state: "draft" }, { state: "posted" });
  assert.throws(() => invoice.beforeChange(posted, host), { code: "posted_immutable", field: "state" });
  invoice.beforeChange(hookContext<Invoice>({ state: "posted" }, { state: "draft" }), host);
});
