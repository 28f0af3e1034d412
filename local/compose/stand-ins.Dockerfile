# The stand-ins of module local, and what they serve. The build's context is the project, after it was built.
FROM eclipse-temurin:21-jre AS java

FROM node:20-bookworm-slim
COPY --from=java /opt/java/openjdk /opt/java/openjdk
COPY local/services/package.json local/services/package-lock.json /app/local/services/
RUN cd /app/local/services && npm ci --ignore-scripts --no-audit --no-fund
COPY local/services /app/local/services
# What is installed belongs to this lock file, however new the copy of it is.
RUN touch /app/local/services/node_modules/.package-lock.json
COPY web/dist /app/web/dist
COPY local/target/lib /app/lib
COPY local/target/classes /app/classes
ENTRYPOINT ["/opt/java/openjdk/bin/java", "-XX:+UseSerialGC", "-Xmx256m", "-cp", "/app/classes:/app/lib/*", "io.signalbeam.local.app.StandInsMain"]
