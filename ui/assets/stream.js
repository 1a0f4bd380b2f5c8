// Written into the head of the page, before Gradio's own client: an answer on its way keeps its stream open. Gradio's
// server ends a tab's stream once nothing is waited for, and its client does not open it again for an event that was
// sent in that very moment: the answer would never be heard. Here an end that comes while something is waited for
// is kept back, and the stream taken up again.
(() => {
  const plain = window.fetch;
  const waiting = new Set(); // ids of events that have not ended
  let joining = 0; // events on their way to the server
  const pause = (milliseconds) => new Promise((resume) => setTimeout(resume, milliseconds));

  async function join(request) {
    joining += 1;
    try {
      const response = await request;
      const { event_id: id } = await response.clone().json().catch(() => ({}));
      if (id) waiting.add(id);
      await pause(0); // an end that was handed on is heard first: the client opens the stream again
      return response;
    } finally {
      joining -= 1;
    }
  }

  function read(message) {
    try { return JSON.parse(message.slice(message.indexOf("{"))); } catch { return {}; }
  }

  // Hand on what comes, message by message; tell whether the stream is to be taken up again.
  async function hand(response, controller) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = ""; // of a message that has not come whole
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return false;
      const messages = (rest + value).split("\n\n");
      rest = messages.pop();
      for (const message of messages) {
        const { msg, event_id: id } = read(message);
        if (msg === "process_completed") waiting.delete(id);
        if (msg === "unexpected_error") waiting.clear();
        if (msg === "close_stream") {
          while (joining && !waiting.size) await pause(10);
          if (waiting.size) return true;
        }
        controller.enqueue(`${message}\n\n`);
      }
    }
  }

  async function keepOpen(input, options) {
    let response = await plain(input, options);
    if (!response.ok) return response;
    const body = new ReadableStream({
      async start(controller) {
        try {
          while (await hand(response, controller)) response = await plain(input, options);
          controller.close();
        } catch (error) {
          controller.error(error);
        }
      },
    });
    return new Response(body.pipeThrough(new TextEncoderStream()), { headers: response.headers });
  }

  window.fetch = (input, options = {}) => {
    const path = new URL(input.url ?? input, location.href).pathname;
    if (path.endsWith("/queue/join")) return join(plain(input, options));
    if (path.endsWith("/queue/data")) return keepOpen(input, options);
    if (path.endsWith("/cancel")) waiting.delete(read(String(options.body)).event_id);
    return plain(input, options);
  };
})();
