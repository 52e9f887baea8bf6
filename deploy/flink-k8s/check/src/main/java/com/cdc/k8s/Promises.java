package com.cdc.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What docs/guides/kubernetes.md promises of an overlay, beyond what any validator asks for. */
final class Promises {

  private static final Pattern SECRET = Pattern.compile(".*(PASSWORD|SECRET|TOKEN|_KEY).*");

  private final List<JsonNode> objects;
  private final List<String> problems = new ArrayList<>();

  private Promises(List<JsonNode> objects) {
    this.objects = objects;
  }

  static List<String> problems(List<JsonNode> objects) {
    Promises promises = new Promises(objects);
    for (JsonNode object : objects) {
      switch (object.path("kind").asText()) {
        case "FlinkDeployment" -> promises.deployment(object);
        case "Namespace" -> promises.namespace(object);
        case "Role" -> promises.role(object);
        case "NetworkPolicy" -> promises.selects(object, "/spec/podSelector");
        case "PodDisruptionBudget", "PodMonitor" -> promises.selects(object, "/spec/selector");
        default -> {}
      }
    }
    return promises.problems;
  }

  private void require(boolean holds, JsonNode object, String problem) {
    if (!holds) {
      problems.add(ManifestCheck.name(object) + ": " + problem);
    }
  }

  private void namespace(JsonNode namespace) {
    require(
        namespace
            .path("metadata")
            .path("labels")
            .path("pod-security.kubernetes.io/enforce")
            .asText()
            .equals("restricted"),
        namespace,
        "must enforce the pod security standard `restricted`");
    String name = namespace.at("/metadata/name").asText();
    for (JsonNode object : objects) {
      JsonNode in = object.at("/metadata/namespace");
      require(
          in.isMissingNode() || in.asText().equals(name),
          object,
          "is in namespace " + in.asText() + ", which is not made");
    }
  }

  private void role(JsonNode role) {
    require(!role.path("rules").toString().contains("\"*\""), role, "must not allow `*`");
  }

  private void deployment(JsonNode flink) {
    JsonNode spec = flink.path("spec");
    JsonNode settings = spec.path("flinkConfiguration");
    require(spec.at("/job/upgradeMode").asText().equals("savepoint"), flink, "upgradeMode");
    require(!spec.at("/job/allowNonRestoredState").asBoolean(), flink, "allowNonRestoredState");
    require(
        settings.path("high-availability.type").asText().equals("kubernetes"),
        flink,
        "high-availability.type must be kubernetes");
    String image = spec.path("image").asText();
    require(
        image.matches(".+(:[^/:]+|@sha256:.+)")
            && !image.endsWith(":latest")
            && !image.endsWith(":set-by-overlay"),
        flink,
        "image " + image + " must have a version");
    exists("ServiceAccount", spec.path("serviceAccount").asText(), flink);
    pods(flink, spec.path("podTemplate"));
    template(flink, spec.path("podTemplate"));
    template(flink, spec.at("/jobManager/podTemplate"));
    template(flink, spec.at("/taskManager/podTemplate"));
    for (JsonNode source : spec.at("/jobManager/podTemplate/spec/containers/0/envFrom")) {
      JsonNode map = exists("ConfigMap", source.at("/configMapRef/name").asText(), flink);
      places(flink, settings, map.path("data"));
    }
  }

  /** Flink, operator and job must mean the same places, and the same parallelism. */
  private void places(JsonNode flink, JsonNode settings, JsonNode data) {
    String checkpoints = data.path("CHECKPOINT_URI").asText();
    String landing = data.path("LANDING_URI").asText();
    require(
        settings.path("state.checkpoints.dir").asText().equals(checkpoints),
        flink,
        "state.checkpoints.dir must be CHECKPOINT_URI of the settings, " + checkpoints);
    for (String key : List.of("state.savepoints.dir", "high-availability.storageDir")) {
      require(
          settings.path(key).asText().startsWith(checkpoints + "/"),
          flink,
          key + " must lie below " + checkpoints);
    }
    require(
        !landing.isEmpty() && !(landing + "/").startsWith(checkpoints + "/"),
        flink,
        "LANDING_URI must be set and lie apart from the checkpoints");
    require(
        flink.at("/spec/job/parallelism").asText().equals(data.path("PARALLELISM").asText("1")),
        flink,
        "job.parallelism must be PARALLELISM of the settings");
    data.fieldNames()
        .forEachRemaining(
            key -> require(!SECRET.matcher(key).matches(), flink, key + " is in a ConfigMap"));
  }

  /** The pod security standard `restricted`, and a root that nothing is written to. */
  private void pods(JsonNode flink, JsonNode template) {
    JsonNode pod = template.path("spec");
    require(pod.at("/securityContext/runAsNonRoot").asBoolean(), flink, "runAsNonRoot");
    require(
        pod.at("/securityContext/seccompProfile/type").asText().equals("RuntimeDefault"),
        flink,
        "seccompProfile");
    for (String host : List.of("hostNetwork", "hostPID", "hostIPC")) {
      require(!pod.path(host).asBoolean(), flink, host);
    }
    for (JsonNode volume : pod.path("volumes")) {
      require(!volume.has("hostPath"), flink, "hostPath");
    }
    for (JsonNode container : pod.path("containers")) {
      JsonNode context = container.path("securityContext");
      require(
          !context.path("allowPrivilegeEscalation").asBoolean(true),
          flink,
          "allowPrivilegeEscalation");
      require(context.path("readOnlyRootFilesystem").asBoolean(), flink, "readOnlyRootFilesystem");
      require(
          context.at("/capabilities/drop").toString().equals("[\"ALL\"]"), flink, "capabilities");
    }
  }

  private void template(JsonNode flink, JsonNode template) {
    if (template.isMissingNode()) {
      return;
    }
    CoreModels.podTemplateProblems(template)
        .forEach(problem -> require(false, flink, "podTemplate: " + problem));
    for (JsonNode container : template.at("/spec/containers")) {
      for (JsonNode variable : container.path("env")) {
        String name = variable.path("name").asText();
        require(
            !SECRET.matcher(name).matches() || variable.at("/valueFrom/secretKeyRef").isObject(),
            flink,
            name + " must come from a Secret");
      }
    }
  }

  /** The labels of the pods, ours and those that Flink's native mode gives. */
  private void selects(JsonNode object, String pointer) {
    Map<String, String> labels = new HashMap<>();
    for (JsonNode flink : objects) {
      if (flink.path("kind").asText().equals("FlinkDeployment")) {
        flink
            .at("/spec/podTemplate/metadata/labels")
            .fields()
            .forEachRemaining(label -> labels.put(label.getKey(), label.getValue().asText()));
        labels.put("app", flink.at("/metadata/name").asText());
        labels.put("type", "flink-native-kubernetes");
        labels.put("component", "jobmanager");
      }
    }
    JsonNode wanted = object.at(pointer).path("matchLabels");
    require(!wanted.isEmpty(), object, "selects all pods");
    wanted
        .fields()
        .forEachRemaining(
            label ->
                require(
                    label.getValue().asText().equals(labels.get(label.getKey())),
                    object,
                    "selects no pod: " + label));
  }

  private JsonNode exists(String kind, String name, JsonNode by) {
    for (JsonNode object : objects) {
      if (object.path("kind").asText().equals(kind)
          && object.at("/metadata/name").asText().equals(name)) {
        return object;
      }
    }
    require(false, by, "names " + kind + " " + name + ", which is not there");
    return MissingNode.getInstance();
  }
}
