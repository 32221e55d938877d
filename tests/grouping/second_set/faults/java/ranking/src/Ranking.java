package com.acme.ranking;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Ranks texts. The input's "task" says which part is executed. */
public class Ranking {
  static class ModelException extends RuntimeException {
    ModelException(String message, Throwable cause) { super(message, cause); }
  }

  private final Map<String, Integer> limits = new HashMap<>(Map.of("age", 0, "name", 10));

  // MORE
  private int badRank(Map<String, String> input) { return Integer.parseInt(input.get("text")); }

  private int weight(int at) {
    int[] weights = {1, 2, 3};
    return weights[at];
  }

  // MORE
  private int share(Map<String, String> input) {
    return Integer.parseInt(input.get("number")) / limits.get(input.get("limit"));
  }

  private Object loadModel(Map<String, String> input) {
    throw new IllegalStateException("cannot load model " + input.get("id"));
  }

  private Object loadWeights(Map<String, String> input) {
    throw new IllegalStateException("cannot load model " + input.get("id") + " of " + input.get("date"));
  }

  private Object userText(Map<String, String> input) { throw new IllegalArgumentException(input.get("sentence")); }

  // MORE
  private Object wrapped(Map<String, String> input) {
    try {
      return Files.readString(Path.of(input.get("path")));
    } catch (java.io.IOException missing) {
      throw new ModelException("no model for request " + input.get("request"), missing);
    }
  }

  private double train(Map<String, String> input) { return Features.mean(new double[0]); }

  private double predict(Map<String, String> input) { return Features.mean(new double[0]) + input.size(); }

  private int walk(int depth) { return 1 + walk(depth + 1); }

  // MORE
  private void status(Map<String, String> input) throws Exception {
    throw new java.net.http.HttpTimeoutException(input.get("status") + " for " + input.get("url"));
  }

  public Object apply(Map<String, String> input) throws Exception {
    switch (input.get("task")) {
      case "badRank": return badRank(input);
      case "weight": return weight(3 + Integer.parseInt(input.get("number")));
      case "share": return share(input);
      case "loadModel": return loadModel(input);
      case "loadWeights": return loadWeights(input);
      case "userText": return userText(input);
      case "wrapped": return wrapped(input);
      case "train": return train(input);
      case "predict": return predict(input);
      case "recursion": return walk(Integer.parseInt(input.get("number")));
      case "remote": return Features.remote(input.get("url")).score(input.get("word"));
      case "lambda": return List.of(1, 2).stream().map(i -> 10 / (i - 2)).collect(Collectors.toList());
      default: status(input);
    }
    return null;
  }
}
