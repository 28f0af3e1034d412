# The app's own classes and libraries, started by their migration instead of by the Functions host.
FROM mcr.microsoft.com/openjdk/jdk:21-mariner
COPY . /app
USER 1000
ENTRYPOINT ["java", "-cp", "/app/*:/app/lib/*", "io.signalbeam.functions.app.Migrate"]
