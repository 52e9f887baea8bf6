package com.cdc.lakehouse;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.streaming.DataStreamWriter;
import org.apache.spark.sql.streaming.Trigger;
import org.jspecify.annotations.Nullable;

/** Calls a method of Spark by the name and the arguments that pyspark has for it. */
final class SparkCalls {

  private SparkCalls() {}

  static @Nullable Object invoke(Object target, String name, List<@Nullable Object> arguments)
      throws Exception {
    return switch (name) {
      case "dtypes" -> dtypes((Dataset<?>) target);
      case "collect" -> ((Dataset<?>) target).collectAsList();
      case "trigger" -> ((DataStreamWriter<?>) target).trigger(trigger(arguments));
      default -> reflectively(target, name, arguments);
    };
  }

  private static List<List<String>> dtypes(Dataset<?> dataset) {
    return Stream.of(dataset.schema().fields())
        .map(field -> List.of(field.name(), field.dataType().simpleString()))
        .toList();
  }

  private static Trigger trigger(List<@Nullable Object> arguments) {
    Map<?, ?> named = (Map<?, ?>) arguments.get(0);
    if (named != null && Boolean.TRUE.equals(named.get("availableNow"))) {
      return Trigger.AvailableNow();
    }
    throw new IllegalArgumentException("Only trigger(availableNow=True) ends by itself: " + named);
  }

  private static @Nullable Object reflectively(
      Object target, String name, List<@Nullable Object> arguments) throws Exception {
    Method[] candidates =
        Arrays.stream(target.getClass().getMethods())
            .filter(m -> m.getName().equals(name) && !Modifier.isStatic(m.getModifiers()))
            .sorted(Comparator.comparing(Method::isVarArgs))
            .toArray(Method[]::new);
    for (Method method : candidates) {
      Optional<@Nullable Object[]> fitting = fit(method, arguments);
      if (fitting.isPresent()) {
        method.setAccessible(true);
        return method.invoke(target, fitting.get());
      }
    }
    throw new NoSuchMethodException(target.getClass().getName() + "." + name + arguments);
  }

  private static Optional<@Nullable Object[]> fit(Method method, List<@Nullable Object> arguments) {
    Class<?>[] types = method.getParameterTypes();
    boolean variable = method.isVarArgs() && arguments.size() >= types.length - 1;
    if (!variable && types.length != arguments.size()) {
      return Optional.empty();
    }
    @Nullable Object[] fitting = new Object[types.length];
    int fixed = variable ? types.length - 1 : types.length;
    for (int i = 0; i < fixed; i++) {
      if (!fits(types[i], arguments.get(i))) {
        return Optional.empty();
      }
      fitting[i] = convert(types[i], arguments.get(i));
    }
    if (variable) {
      Class<?> item = types[fixed].getComponentType();
      Object rest = Array.newInstance(item, arguments.size() - fixed);
      for (int i = fixed; i < arguments.size(); i++) {
        if (!fits(item, arguments.get(i))) {
          return Optional.empty();
        }
        Array.set(rest, i - fixed, convert(item, arguments.get(i)));
      }
      fitting[fixed] = rest;
    }
    return Optional.of(fitting);
  }

  private static boolean fits(Class<?> type, @Nullable Object value) {
    if (value instanceof Number) {
      return type == int.class || type == long.class || type.isInstance(value);
    } else if (value instanceof Boolean) {
      return type == boolean.class || type.isInstance(value);
    }
    return value == null ? !type.isPrimitive() : type.isInstance(value);
  }

  private static @Nullable Object convert(Class<?> type, @Nullable Object value) {
    if (value instanceof Number number) {
      return type == int.class
          ? (Object) number.intValue()
          : type == long.class ? (Object) number.longValue() : value;
    }
    return value;
  }
}
