import type { Question } from '@/api/guest';

/** What somebody has given to a question, as it stands in its inputs. */
export interface Given {
  text: string;
  /** Of money, its currency. */
  currency: string;
  /** What was picked of several; of files, the words that stand for them. */
  picked: string[];
}

export const NOTHING: Given = { text: '', currency: '', picked: [] };

const NUMBERS = new Set(['integer', 'decimal', 'percent', 'rating']);
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/** A number as JSON has it, however its decimal sign is typed; what is none goes as a text. */
function numberJson(text: string): string {
  const plain = text.replaceAll(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  return NUMBER.test(plain) ? plain : JSON.stringify(text);
}

/** The JSON of an answer; null where there is none. */
export function answerJson(question: Question, given: Given): string | null {
  const text = given.text.trim();
  if (question.type === 'boolean') {
    return text === 'true' ? 'true' : 'false';
  }
  if (question.type === 'multiSelect' || question.type === 'files') {
    return given.picked.length === 0 ? null : JSON.stringify(given.picked);
  }
  if (question.type === 'file' || question.type === 'image') {
    return given.picked[0] === undefined ? null : JSON.stringify(given.picked[0]);
  }
  if (text === '') {
    return null;
  }
  if (NUMBERS.has(question.type)) {
    return numberJson(text);
  }
  if (question.type === 'money') {
    const currency = given.currency || question.currencies?.[0] || '';
    return `{"amount":${numberJson(text)},"currency":${JSON.stringify(currency.toUpperCase())}}`;
  }
  if (question.type === 'dateTime') {
    const at = new Date(text);
    return JSON.stringify(Number.isNaN(at.getTime()) ? text : at.toISOString());
  }
  if (question.type === 'time') {
    return JSON.stringify(text.length === 5 ? `${text}:00` : text);
  }
  return JSON.stringify(given.text);
}
