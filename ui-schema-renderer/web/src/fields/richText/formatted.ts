import { createElement, Fragment, type ReactNode } from 'react';

/** What of HTML is formatting: the server keeps the same, and nothing else. */
const KEPT = new Set(
  'P BR HR DIV SPAN H1 H2 H3 H4 H5 H6 B STRONG I EM U S SUB SUP CODE PRE BLOCKQUOTE UL OL LI TABLE THEAD TBODY TR TH TD A'.split(
    ' ',
  ),
);
/** What is left out with everything in it. */
const DROPPED = new Set(
  'SCRIPT STYLE NOSCRIPT TEMPLATE IFRAME OBJECT EMBED SVG MATH TITLE'.split(' '),
);
const VOID = new Set(['BR', 'HR']);

/** A document of its own, in which nothing runs and nothing is loaded. */
function parse(html: string): HTMLElement {
  return new DOMParser().parseFromString(html, 'text/html').body;
}

function node(source: Node, key: number): ReactNode {
  if (source.nodeType === Node.TEXT_NODE) {
    return source.textContent;
  }
  if (!(source instanceof Element)) {
    return null;
  }
  const name = source.tagName.toUpperCase();
  if (DROPPED.has(name)) {
    return null;
  }
  const children = Array.from(source.childNodes, node);
  if (!KEPT.has(name)) {
    return createElement(Fragment, { key }, ...children);
  }
  const href = name === 'A' ? source.getAttribute('href') : null;
  const link =
    href && /^(https?:|mailto:)/i.test(href)
      ? { href, rel: 'nofollow noopener noreferrer', target: '_blank' }
      : {};
  const element = name.toLowerCase();
  return VOID.has(name)
    ? createElement(element, { key })
    : createElement(element, { key, ...link }, ...children);
}

/**
 * HTML as elements of React's own: only what is formatting. Stored values were cleaned by the
 * server; defaults of a field, and what was typed and not yet stored, were not.
 */
export function formatted(html: string): ReactNode[] {
  return Array.from(parse(html).childNodes, node);
}

/** The words alone. */
export function words(html: string): string {
  return (parse(html).textContent ?? '').replace(/\s+/g, ' ').trim();
}
