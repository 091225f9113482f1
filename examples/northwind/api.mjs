// A small client of the platform's API.

export class Api {
  #url;
  #token;

  constructor(url, token) {
    this.#url = url;
    this.#token = token;
  }

  async send(method, path, { json, body, type } = {}) {
    const headers = { accept: "application/json" };
    if (this.#token) headers.authorization = `Bearer ${this.#token}`;
    if (json !== undefined || type) headers["content-type"] = type ?? "application/json";
    const response = await fetch(this.#url + path, { method, headers, body: json === undefined ? body : JSON.stringify(json) });
    const text = await response.text();
    return { status: response.status, body: text ? JSON.parse(text) : null, text };
  }

  /** Sends, and ends with the problem that came back if it is one. */
  async must(method, path, options) {
    const answer = await this.send(method, path, options);
    if (answer.status >= 400) {
      const errors = (answer.body?.errors ?? []).map((e) => `\n  ${e.pointer} ${e.message}`).join("");
      throw new Error(`${method} ${path}: ${answer.body?.detail ?? answer.status}${errors}`);
    }
    return answer;
  }

  static async signIn(url, { tenant, email, password }) {
    const answer = await new Api(url).must("POST", "/api/v1/auth/login", { json: { tenant, email, password } });
    return new Api(url, answer.body.access_token);
  }
}
