# The image of `cdc`, for every cloud: the program, the three file system plugins, no embedded PostgreSQL.
#
#   docker build -t cdc .
#   docker run --rm --read-only --tmpfs /tmp --env-file cdc.env cdc
#
# docs/guides/container.md says which variables, and how it was tried. Bases are pinned by tag; to pin by digest too,
# pass what your registry resolves: --build-arg JAVA_IMAGE=…/eclipse-temurin:17.0.16_8-jre-noble@sha256:…
ARG MAVEN_IMAGE=docker.io/library/maven:3.9.11-eclipse-temurin-17
ARG JAVA_IMAGE=docker.io/library/eclipse-temurin:17.0.16_8-jre-noble

FROM ${MAVEN_IMAGE} AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/maven \
    mvn -q -B -ntp -Dmaven.repo.local=/maven -pl job -am -Dmaven.test.skip=true -Dspotless.check.skip=true package

FROM ${JAVA_IMAGE} AS base
RUN echo 'cdc:x:10001:' >>/etc/group \
 && echo 'cdc:x:10001:10001:cdc:/tmp:/usr/sbin/nologin' >>/etc/passwd

# Writes the argument files of java, and archives the classes that a whole run of the job loads: a JVM that maps them
# need not read, check and parse them at each start.
FROM base AS trained
COPY --from=build /src/job/target/cdc /opt/cdc
SHELL ["/bin/sh", "-euc"]
# flink-cdc's connectors shadow classes of Debezium's jars, so they come first; a wildcard would have no order
RUN cd /opt/cdc; export LC_ALL=C; \
    connectors=$(echo "$PWD"/lib/flink-connector-*.jar); \
    others=$(ls "$PWD"/lib/*.jar | grep -v /flink-connector-); \
    class_path=$(echo $connectors $others | tr ' ' :); \
    { cat conf/jvm.options conf/container.options; \
      echo '-Dlog4j2.configurationFile=/opt/cdc/conf/log4j2.properties'; \
      echo '-Dcdc.home=/opt/cdc'; \
      echo "-cp $class_path"; } >untrained.options; \
    { cat untrained.options; echo '-XX:SharedArchiveFile=/opt/cdc/cdc.jsa'; } >java.options; \
    { echo '-Xmx16m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData'; \
      echo "-cp $(echo "$PWD"/lib/job-*.jar)"; \
      echo com.cdc.cli.Probe; } >probe.options; \
    chmod -R a=rX,u+w /opt/cdc
USER 10001
# Flink looks its own host name up, which not every builder can resolve
RUN class_path=$(sed -n 's/^-cp //p' /opt/cdc/untrained.options); \
    echo "127.0.0.1 localhost $(cat /proc/sys/kernel/hostname)" >/tmp/hosts; \
    java @/opt/cdc/untrained.options -Xmx256m -XX:DumpLoadedClassList=/tmp/classes -Djdk.net.hosts.file=/tmp/hosts \
      -cp "$class_path:$(echo /opt/cdc/lib/demo/*.jar | tr ' ' :)" \
      com.cdc.cli.Main demo --rows 2000 --changes 2000
USER 0
RUN java @/opt/cdc/untrained.options -Xshare:dump -Xlog:disable -Xlog:all=error:stderr \
      -XX:SharedClassListFile=/tmp/classes -XX:SharedArchiveFile=/opt/cdc/cdc.jsa; \
    rm -r /opt/cdc/lib/demo /opt/cdc/bin /opt/cdc/untrained.options

FROM base
ARG VERSION=0.1.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="postgres-cdc-multicloud" \
      org.opencontainers.image.description="Every change of a PostgreSQL database as a line of JSON on S3, ADLS Gen2 or GCS, exactly once" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=trained /opt/cdc /opt/cdc
# Fargate gives a volume the owner and mode that the directory has here, and only where the image declares it
RUN chmod 1777 /tmp
VOLUME /tmp
# one malloc arena per thread would cost a small container tens of megabytes
ENV FLINK_PLUGINS_DIR=/opt/cdc/plugins \
    LANG=C.UTF-8 \
    MALLOC_ARENA_MAX=2
USER 10001:10001
WORKDIR /tmp
EXPOSE 8080
# ready, which a second instance that waits for its turn is not: kill by /health/live, route by this
HEALTHCHECK --interval=30s --timeout=10s --start-period=90s --retries=3 CMD ["java", "@/opt/cdc/probe.options"]
ENTRYPOINT ["java", "@/opt/cdc/java.options", "com.cdc.cli.Main"]
CMD ["run"]
