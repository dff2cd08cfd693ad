// The app's answers; every address is relative, as the page lies below a path of Home Assistant's ingress.

/** Ask the app; throws an Error with a sentence for people. */
export async function api(path, { method = "GET", data } = {}) {
  const options = { method, headers: { "X-Falldetect": "1" } };
  if (data !== undefined) {
    options.body = JSON.stringify(data);
    options.headers["Content-Type"] = "application/json";
  }
  let response;
  try {
    response = await fetch(`api/${path}`, options);
  } catch {
    throw new Error(api.away);
  }
  const text = await response.text();
  let answer = null;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new Error(response.ok || response.status >= 500 ? api.away : text || api.away);
  }
  if (!response.ok) throw new Error(answer.error || api.away);
  return answer;
}

/** What is said when the app does not answer. */
api.away = "The app does not answer.";

export const get = (path) => api(path);
export const post = (path, data = {}) => api(path, { method: "POST", data });
export const put = (path, data) => api(path, { method: "PUT", data });
export const remove = (path) => api(path, { method: "DELETE" });
