// Calls the items service with what @grpc/grpc-js makes of its contract. usage: client.js FOLDER-OF-PROTOS ADDRESS
'use strict';
const assert = require('node:assert');
const { on } = require('node:events');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const [folder, address] = process.argv.slice(2);
const definition = loader.loadSync('items/v1/items.proto', {includeDirs: [folder], keepCase: true, oneofs: true});
const { Items } = grpc.loadPackageDefinition(definition).items.v1;
const options = () => ({deadline: Date.now() + 60000});

// The answer of a method that gives one.
const ask = (client, method, request) => new Promise((resolve, reject) =>
  client[method](request, options(), (error, answer) => error ? reject(error) : resolve(answer)));

// The names that match one query; the message behind them has their number.
async function matches(answers) {
  const names = [];
  for (;;) {
    const { value: answer, done } = await answers.next();
    assert(!done, 'the answers ended within those to one query');
    if (answer._count) {
      assert.strictEqual(answer.count, names.length);
      return names;
    }
    names.push(answer.item.name);
  }
}

async function main() {
  const client = new Items(address, grpc.credentials.createInsecure());

  const made = await ask(client, 'CreateItem', {name: 'Node', price: 80.25});
  assert.deepStrictEqual(await ask(client, 'GetItem', {id: made.id}), made);
  console.log('unary');

  await assert.rejects(ask(client, 'GetItem', {id: 2 ** 31 - 1}), {code: grpc.status.NOT_FOUND});
  console.log('error');

  const imported = await new Promise((resolve, reject) => {
    const items = client.ImportItems(options(), (error, answer) => error ? reject(error) : resolve(answer));
    for (const number of [1, 2, 3]) items.write({name: `Node ${number}`, price: number});
    items.end();
  });
  assert.strictEqual(imported.count, 3);
  assert.strictEqual(imported.ids.length, 3);
  console.log('client stream');

  const queries = client.QueryItems(options());
  const answers = queries[Symbol.asyncIterator]();
  queries.write({text: 'Node ', price_max: 2});
  assert.deepStrictEqual(await matches(answers), ['Node 1', 'Node 2']);
  // Asked while the answer to the first one has come already.
  queries.write({text: 'Node 3'});
  assert.deepStrictEqual(await matches(answers), ['Node 3']);
  queries.end();
  assert.strictEqual((await answers.next()).done, true);
  console.log('bidi stream');

  const watch = client.WatchPrices({id: made.id}, options());
  const prices = on(watch, 'data');
  const next = async () => (await prices.next()).value[0].price;
  assert.strictEqual(await next(), 80.25);
  await ask(client, 'UpdateItem', {id: made.id, price: 81.5});
  assert.strictEqual(await next(), 81.5);
  const end = new Promise((resolve) => watch.on('error', resolve));
  watch.cancel();
  assert.strictEqual((await end).code, grpc.status.CANCELLED);
  console.log('server stream');
  client.close();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
