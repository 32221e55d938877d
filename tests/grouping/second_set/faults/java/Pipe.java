package com.algorithmia.runner;

import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Plays the platform: Pipe CLASS KEY=VALUE... prints the message, "\u001e" and the stack trace. */
public final class Pipe {
  private static Object callAlgorithm(Object algorithm, Map<String, String> input) throws Exception {
    return algorithm.getClass().getMethod("apply", Map.class).invoke(algorithm, input);
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, String> input = new TreeMap<>();
    for (int i = 1; i < arguments.length; ++i) {
      String[] pair = arguments[i].split("=", 2);
      input.put(pair[0], pair[1]);
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try {
      callAlgorithm(Class.forName(arguments[0]).getDeclaredConstructor().newInstance(), input);
    } catch (InvocationTargetException failed) {
      out.print(failed.getCause().getMessage() + "\u001e");
      failed.getCause().printStackTrace(out);
    }
  }
}
