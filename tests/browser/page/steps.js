// The steps of the page: each a name and a function that throws, or rejects, if something is not as it should be.

const STEP_TIMEOUT_MS = 20_000;

globalThis.steps = [];

export function step(name, run) {
  globalThis.steps.push({name, run});
}

// The fault of one step, '' if there is none.
globalThis.runStep = async index => {
  const {run} = globalThis.steps[index];
  try {
    await within(STEP_TIMEOUT_MS, run(), 'it did not end');
    return '';
  } catch (error) {
    return error?.message ?? String(error);
  }
};

export function equal(found, wanted, what) {
  const [has, wants] = [text(found), text(wanted)];
  if (has !== wants) throw new Error(`${what}: it is ${has}, not ${wants}`);
}

export function holds(condition, what) {
  if (!condition) throw new Error(what);
}

// What `promise` rejects with.
export async function fails(promise) {
  let value;
  try {
    value = await promise;
  } catch (error) {
    return error;
  }
  throw new Error(`it did not fail but gave ${text(value)}`);
}

export function within(ms, promise, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} within ${ms} ms`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

export async function counters() {
  const {open = '0', begun = '0', cutOff = '0', sent = '0'} = await (await fetch('/counters')).json();
  return {open: Number(open), begun: Number(begun), cutOff: Number(cutOff), sent: Number(sent)};
}

// Asks until `condition` holds of the host's counters.
export async function counted(condition) {
  for (;;) {
    const now = await counters();
    if (condition(now)) return now;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

function text(value) {
  return JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? `${one}n` : one));
}
