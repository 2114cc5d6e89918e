// A receiver of events as users write them for Node.js: verified by `standardwebhooks`, read by `cloudevents`.
//
// Its secret is its argument. Prints its port, and then a line of JSON for each request: what it read of the event, or
// what it refused.
"use strict";

const http = require("node:http");
const { HTTP } = require("cloudevents");
const { Webhook, WebhookVerificationError } = require("standardwebhooks");

const webhook = new Webhook(process.argv[2]);

const server = http.createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const answer = (status, line) => {
        console.log(JSON.stringify(line));
        response.writeHead(status).end();
    };
    try {
        if (request.url === "/signed") webhook.verify(body, request.headers);
    } catch (refusal) {
        if (!(refusal instanceof WebhookVerificationError)) throw refusal;
        return answer(401, { refused: refusal.message });
    }
    const event = HTTP.toEvent({ headers: request.headers, body });
    event.validate();
    const { id, source, type, time, data } = event;
    // The package leaves it to its user to undo the percent-encoding of headers.
    const text = request.url === "/binary" ? decodeURIComponent : String;
    const violations = event.violations ? text(event.violations) : null;
    answer(204, { id, source, type, time, violations, reason: data.reason });
});

server.listen(0, "127.0.0.1", () => console.log(server.address().port));
