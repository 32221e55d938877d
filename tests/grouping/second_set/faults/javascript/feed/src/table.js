// What feed.js computes with.
'use strict';
// MORE

exports.mean = function mean(values) {
  if (values.length === 0) throw new RangeError('no values');
  return values.reduce((a, b) => a + b) / values.length;
};
// MORE

exports.row = (key) => {
  throw new ReferenceError(`${key} is not a row`);
};
