package com.acme.orders;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** Books orders. The input's "task" says which part is executed. */
public class Orders {
  // MORE
  static class Table {
    static final int SIZE = Integer.parseInt("n" + "one");
  }

  static class Connection implements AutoCloseable {
    final String url;

    Connection(String url) { this.url = url; }

    void query() { throw new IllegalStateException("query of " + url + " failed"); }

    @Override public void close() { throw new IllegalStateException("close of " + url + " failed"); }
  }

  // MORE
  private Object closing(Map<String, String> input) {
    try (Connection connection = new Connection(input.get("url"))) {
      connection.query();
    }
    return null;
  }

  private Object anonymous(Map<String, String> input) throws Exception {
    return new Callable<Object>() {
      @Override public Object call() { throw new IllegalStateException("order " + input.get("id") + " is closed"); }
    }.call();
  }

  private Object later(Map<String, String> input) throws Exception {
    return CompletableFuture.supplyAsync(() -> Double.parseDouble(input.get("text") + "?")).get();
  }

  // MORE
  private Object modified(Map<String, String> input) {
    List<String> names = new ArrayList<>(List.of(input.get("word"), "b", "c"));
    for (String name : names) names.remove(name);
    return names;
  }

  private Object casts(Map<String, String> input) { return (Integer) (Object) input.get("word"); }

  private Object lines(Map<String, String> input) {
    String rows = "\n  1: " + input.get("sentence") + "\n  2: " + input.get("email");
    throw new IllegalArgumentException("ungültige Zeilen:" + rows);
  }

  public Object apply(Map<String, String> input) throws Exception {
    switch (input.get("task")) {
      case "static": return Table.SIZE;
      case "closing": return closing(input);
      case "anonymous": return anonymous(input);
      case "later": return later(input);
      case "modified": return modified(input);
      case "casts": return casts(input);
      case "lines": return lines(input);
      case "date": return java.time.LocalDate.parse(input.get("text"));
      default: return new long[Integer.MAX_VALUE];
    }
  }
}
