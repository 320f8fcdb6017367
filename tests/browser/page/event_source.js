// Server-sent events as EventSource reads them.
import {counted, counters, equal, step} from './steps.js';

// What an EventSource sees until `over` says that it is enough.
function events(path, over) {
  return new Promise((resolve, reject) => {
    const source = new EventSource(path);
    const seen = [];
    const note = event => {
      seen.push({type: event.type, id: event.lastEventId, data: event.data, state: source.readyState});
      if (!over(seen)) return;
      source.close();
      resolve(seen);
    };
    for (const type of ['open', 'message', 'end', 'error']) source.addEventListener(type, note);
    setTimeout(() => reject(new Error(`it saw ${JSON.stringify(seen)}`)), 15_000);
  });
}

const last = seen => seen[seen.length - 1];

step('EventSource: messages with ids, and an end', async () => {
  const seen = await events('/count/3', seen => last(seen).type === 'end');
  equal(seen.map(event => event.type), ['open', 'message', 'message', 'message', 'end'], 'the events');
  equal(seen.slice(1, 4).map(event => event.id), ['1', '2', '3'], 'the ids');
  equal(seen.slice(1, 4).map(event => JSON.parse(event.data).number), ['1', '2', '3'], 'the messages');
  equal(JSON.parse(last(seen).data).trailers['counted-to'], ['3'], 'the trailers');
});

step('EventSource: an error behind the first messages is an event with a problem', async () => {
  const seen = await events('/count/5?fail_after=2', seen => last(seen).type === 'error');
  equal(seen.map(event => event.type), ['open', 'message', 'message', 'error'], 'the events');
  const problem = JSON.parse(last(seen).data);
  equal([problem.status, problem.detail], [400, 'it broke off'], 'the problem');
});

step('EventSource: an error before the first message is an HTTP error, after which it gives up', async () => {
  const seen = await events('/count/5?fail_after=-1', seen => last(seen).type === 'error');
  equal(seen.map(event => event.type), ['error'], 'the events');
  equal([last(seen).state, last(seen).data], [EventSource.CLOSED, undefined], 'the event');
  const answer = await fetch('/count/5?fail_after=-1', {headers: {accept: 'text/event-stream'}});
  equal([answer.status, answer.headers.get('content-type')], [400, 'application/problem+json'], 'the answer');
});

step('EventSource: one that is not closed connects again with the last id, and the handler goes on from there',
     async () => {
  const seen = await events('/count/3', seen => seen.filter(event => event.type === 'end').length === 2);
  const messages = seen.filter(event => event.type === 'message').map(event => event.id);
  equal(messages, ['1', '2', '3'], 'the ids of both connections');
});

step('EventSource: close() ends the call', async () => {
  const before = await counters();
  await events('/count/1000000?pause_ms=5', seen => seen.length > 3);
  await counted(now => now.open === 0 && now.cutOff === before.cutOff + 1);
});

step('EventSource: five streams at once', async () => {
  const many = await Promise.all(Array.from({length: 5}, (_, i) =>
    events(`/count/${i + 1}?pause_ms=10`, seen => last(seen).type === 'end')));
  many.forEach((seen, i) => equal(seen.length, i + 3, `the events of stream ${i}`));
});

step('fetch: a stream of lines is read as it comes', async () => {
  const answer = await fetch('/count/3?pause_ms=50', {headers: {accept: 'application/x-ndjson'}});
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  const {value} = await reader.read();
  equal(value, '{"number":"1"}\n', 'what comes first');
  let rest = '';
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) rest += piece.value;
  equal(rest, '{"number":"2"}\n{"number":"3"}\n', 'the rest');
});

step('fetch: an array is JSON', async () => {
  const answer = await fetch('/count/3', {headers: {accept: 'application/json'}});
  equal((await answer.json()).map(one => one.number), ['1', '2', '3'], 'the elements');
});
