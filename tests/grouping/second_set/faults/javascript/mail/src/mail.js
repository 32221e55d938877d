// Sends mail. The input's "task" says which part is executed.
'use strict';
// MORE

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function send(input) {
  await wait(1);
  throw new Error(`upstream answered ${input.status} for ${input.url}`);
}

async function sendAll(input) {
  return Promise.all([wait(2), send(input)]);
}

// MORE
function address(input) {
  try {
    return new URL(input.word);
  } catch (cause) {
    throw new Error(`no address for ${input.email}`, {cause});
  }
}

function callback(input) {
  return [1, 2].map((i) => {
    if (i === 2) throw new SyntaxError(`row ${input.number} is malformed`);
    return i;
  });
}

// MORE
function recursion(input) {
  const walk = (depth) => 1 + walk(depth + Number(input.number));
  return walk(0);
}

function quota(input) {
  if (input.over === 'size') throw new RangeError(`quota: ${input.size} of mail`);
  throw new TypeError(`quota: ${input.number} of mail`);
}

const timer = (input) => new Promise((_, reject) => {
  setTimeout(() => reject(new Error(`無効な値 „${input.sentence}“`)), 1);
});

exports.apply = async (input) => {
  switch (input.task) {
    case 'send': return send(input);
    case 'sendAll': return sendAll(input);
    case 'address': return address(input);
    case 'callback': return callback(input);
    case 'recursion': return recursion(input);
    case 'quota': return quota(input);
    case 'timer': return timer(input);
    case 'any': return Promise.any([Promise.reject(new Error(`mirror ${input.url}`))]);
    default: return (() => BigInt(input.text))();
  }
};
