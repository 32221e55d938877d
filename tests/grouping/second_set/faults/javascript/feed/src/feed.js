// Feeds of articles. The input's "task" says which part is executed.
'use strict';
const fs = require('fs');
const table = require('./table.js');
// MORE

class Model {
  constructor(weights) {
    if (weights.length !== 3) throw new RangeError(`expected 3 weights, got ${weights.length}`);
    this.weights = weights;
  }

  predict(values) {
    return values.map((value, i) => value * this.weights[i].toFixed(2));
  }

  static load(id) {
    throw new Error(`cannot load model ${id}`);
  }
}

const tasks = {
  readUndefined: (input) => input.nothing[input.key],
  callsText(input) {
    return input.number();
  },
  body(input) {
    return JSON.parse(input.sentence);
  },
  // MORE IN OBJECT
  loadModel: (input) => Model.load(input.id),
  loadWeights(input) {
    throw new Error(`cannot load model ${input.id}`);
  },
  userText(input) {
    throw new TypeError(input.sentence);
  },
  openFile(input) {
    return fs.readFileSync(input.path);
  },
  wrongWeights(input) {
    return new Model(new Array((Number(input.number) % 50) + 4));
  },
  method(input) {
    return new Model([1, 2, null]).predict([Number(input.number), 2, 3]);
  },
  train: (input) => table.mean(input.key.split('').filter(() => false)),
  predict(input) {
    return table.mean(input.key.split('').filter(() => false));
  },
};

exports.apply = function (input) {
  return tasks[input.task](input);
};
