import type { Decimal, Host, HookContext, HostError, Id } from "@armature/plugin-sdk";
import type { Invoice } from "./invoice.js";

/** The fields of a line that its hooks work with. */
export interface InvoiceLine {
  invoice: Id;
  product: Id | null;
  description: string | null;
  unit: string | null;
  unitPrice: Decimal | null;
  taxRate: Decimal | null;
}

interface Product {
  name: string;
  unit: string | null;
  price: Decimal | null;
  taxRate: Decimal | null;
}

/** The invoice, or null when it is being deleted itself and takes its lines along. */
function invoiceOf(line: Partial<InvoiceLine>, host: Host): Invoice | null {
  try {
    return line.invoice ? host.records.get<Invoice>("invoice", line.invoice) : null;
  } catch (error) {
    if ((error as HostError).code === "not_found") {
      return null;
    }
    throw error;
  }
}

function refuseUnlessDraft(line: Partial<InvoiceLine>, host: Host): void {
  const invoice = invoiceOf(line, host);
  if (invoice !== null && invoice.state !== "draft") {
    host.fail("The lines of a posted invoice do not change", { code: "posted_immutable", field: "invoice" });
  }
}

/** What the line does not say itself, it takes from its product; a price it must have in the end. */
function beforeSave({ record, old }: HookContext<InvoiceLine>, host: Host): void {
  refuseUnlessDraft(record, host);
  if (record.product && (old === null || old.product !== record.product || !record.unitPrice)) {
    const product = host.records.get<Product>("product", record.product);
    record.unitPrice ??= product.price;
    record.description ??= product.name;
    record.unit ??= product.unit;
    record.taxRate ??= product.taxRate;
  }
  if (!record.unitPrice) {
    host.fail("The line needs a price, and its product has none", { code: "price_missing", field: "unitPrice" });
  }
}

function beforeDelete({ old, record }: HookContext<InvoiceLine>, host: Host): void {
  refuseUnlessDraft(old ?? record, host);
}

export const invoiceLine = { beforeSave, beforeDelete };
