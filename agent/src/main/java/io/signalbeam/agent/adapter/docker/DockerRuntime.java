package io.signalbeam.agent.adapter.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Network;
import io.signalbeam.agent.fault.PermanentFailure;
import io.signalbeam.agent.fault.TransientFailure;
import io.signalbeam.agent.runtime.ActualContainer;
import io.signalbeam.agent.runtime.ContainerCreation;
import io.signalbeam.agent.runtime.ContainerRuntime;
import io.signalbeam.agent.runtime.ManagedLabels;
import io.signalbeam.agent.runtime.Owner;
import io.signalbeam.agent.runtime.RegistryLogins;
import io.signalbeam.shared.bundle.ImageReference;
import io.signalbeam.shared.credential.RegistryLogin;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Docker Engine 20.10 or newer, or Podman's socket, by the Engine's API. */
public final class DockerRuntime implements ContainerRuntime {
    private static final Duration QUICK = Duration.ofSeconds(60);
    private static final Duration PULL_SILENCE = Duration.ofMinutes(10);
    private static final String MANAGED = ManagedLabels.MANAGED + "=true";

    private static final Logger LOG = LoggerFactory.getLogger(DockerRuntime.class);

    private final URI host;
    private final Duration quick;
    private final Duration pullSilence;
    private final PullRoom room;
    private final RegistryLogins logins;
    private final DockerClient docker;
    private final @Nullable EngineNews news;
    private final EngineContainers containers;
    private final EngineAnswers answers;

    /**
     * @param host {@code unix:///var/run/docker.sock} or {@code tcp://…}; no connection is made yet
     * @param reserve bytes of the engine's disk that pulls leave free
     * @param heard is called when the engine tells that something has happened to a container, which it does once it was
     *     asked for them
     */
    public DockerRuntime(URI host, long reserve, RegistryLogins logins, Runnable heard) {
        this(host, QUICK, PULL_SILENCE, new PullRoom(reserve), logins, new EngineNews(host, heard));
    }

    /** One that is told nothing, and looks for itself. */
    public DockerRuntime(URI host, long reserve, RegistryLogins logins) {
        this(host, QUICK, PULL_SILENCE, new PullRoom(reserve), logins);
    }

    /** One that is only looked at. */
    public DockerRuntime(URI host) {
        this(host, 0, RegistryLogins.NONE);
    }

    /**
     * @param quick the longest wait for an answer to anything but a pull
     * @param pullSilence the longest wait for progress of a pull: a large layer may take minutes to be checked
     */
    DockerRuntime(URI host, Duration quick, Duration pullSilence, PullRoom room, RegistryLogins logins) {
        this(host, quick, pullSilence, room, logins, null);
    }

    private DockerRuntime(
            URI host,
            Duration quick,
            Duration pullSilence,
            PullRoom room,
            RegistryLogins logins,
            @Nullable EngineNews news) {
        this.host = host;
        this.quick = quick;
        this.pullSilence = pullSilence;
        this.room = room;
        this.logins = logins;
        this.docker = DockerClients.open(host, quick);
        this.news = news;
        this.containers = new EngineContainers(docker, news);
        this.answers = new EngineAnswers(news);
    }

    @Override
    public String version() {
        return told("version", () -> {
            var version = docker.versionCmd().exec();
            // Podman speaks as an Engine, and is among its own components: "Podman Engine".
            var parts = String.valueOf(version.getRawValues().get("Components"));
            var name = parts.toLowerCase(Locale.ROOT).contains("podman") ? "podman" : "docker";
            return name + " " + version.getVersion();
        });
    }

    @Override
    public List<ActualContainer> containers() {
        return EngineFailures.translate("runtime-unavailable", containers::all);
    }

    @Override
    public Set<String> networks(Owner owner) {
        return told(
                        "networks",
                        () -> docker.listNetworksCmd()
                                .withFilter("label", List.of(MANAGED))
                                .exec())
                .stream()
                .filter(network -> owner.owns(network.getLabels()))
                .map(Network::getName)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Optional<String> imageId(String reference) {
        return told("image " + reference, () -> {
            try {
                return Optional.ofNullable(
                        docker.inspectImageCmd(reference).exec().getId());
            } catch (NotFoundException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public void pull(String reference) throws InterruptedException {
        var image = ImageReference.parse(reference);
        var login = image.isPresent() ? logins.at(image.get().domain()).orElse(null) : null;
        if (image.isPresent()) {
            roomFor(image.get(), login);
        }
        try {
            ImagePull.run(host, pullSilence, reference, login);
        } finally {
            answers.changed();
        }
    }

    private void roomFor(ImageReference reference, @Nullable RegistryLogin login) throws InterruptedException {
        try {
            room.check(docker, reference, login);
        } catch (TransientFailure e) {
            throw e;
        } catch (RuntimeException e) {
            // An engine that says nothing of its room is no reason not to ask it for the image.
            LOG.debug("whether there is room for {} is not known: {}", reference, e.toString());
        }
    }

    @Override
    public boolean removeImage(String reference) {
        return changed("remove-failed", () -> {
            try {
                docker.removeImageCmd(reference).exec();
                return true;
            } catch (NotFoundException e) {
                return true;
            } catch (ConflictException e) {
                return false;
            }
        });
    }

    @Override
    public long prune(Set<String> but) {
        return EngineFailures.translate("remove-failed", () -> {
            long bytes = 0;
            for (var image : docker.listImagesCmd().withDanglingFilter(true).exec()) {
                // By id, without force: one that a container was made from is refused.
                if (!but.contains(image.getId()) && removeImage(image.getId())) {
                    bytes += image.getSize();
                }
            }
            return bytes;
        });
    }

    @Override
    public void createNetwork(String name, Map<String, String> labels) {
        changed("create-failed", () -> {
            try {
                return docker.createNetworkCmd()
                        .withName(name)
                        .withLabels(labels)
                        .withCheckDuplicate(true)
                        .exec()
                        .getId();
            } catch (DockerException e) {
                // Made by an earlier try, whose answer was lost; or somebody else's, and then it is not ours to use,
                // even when it is empty: containers that do not run just now are not counted. Podman 4 answers 500.
                var present = network(name).orElseThrow(() -> e);
                if (!Objects.equals(present.getLabels().get(ManagedLabels.DEVICE), labels.get(ManagedLabels.DEVICE))) {
                    throw new PermanentFailure(
                            "create-failed", "a network named " + name + " is there that this agent has not made", e);
                }
                return present.getId();
            }
        });
    }

    /** What the engine says, or has said and is still to be believed. */
    private <T> T told(String question, Supplier<T> ask) {
        return EngineFailures.translate("runtime-unavailable", () -> answers.to(question, ask));
    }

    private <T> T changed(String code, Supplier<T> change) {
        try {
            return EngineFailures.translate(code, change);
        } finally {
            answers.changed();
        }
    }

    private Optional<Network> network(String name) {
        try {
            return Optional.of(docker.inspectNetworkCmd().withNetworkId(name).exec());
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public void removeNetwork(String name) {
        changed("remove-failed", () -> {
            try {
                docker.removeNetworkCmd(name).exec();
            } catch (NotFoundException e) {
                return false;
            }
            return true;
        });
    }

    @Override
    public String create(ContainerCreation creation) {
        return changed("create-failed", () -> {
            String id;
            try {
                id = EngineSpec.apply(docker.createContainerCmd(creation.spec().image()), creation)
                        .exec()
                        .getId();
            } catch (NotFoundException e) {
                // Somebody took the image away since it was looked for: it is pulled again.
                throw new TransientFailure("create-failed", EngineFailures.message(e), e);
            } catch (DockerException e) {
                // The name is taken: 409 of Docker, 500 of Podman 4.
                return madeBefore(creation, e);
            }
            try {
                joinOtherNetworks(id, creation);
            } catch (RuntimeException e) {
                // Half connected it would look like a finished one to the next plan.
                docker.removeContainerCmd(id).withForce(true).exec();
                throw e;
            }
            return id;
        });
    }

    @Override
    public void start(String containerId) {
        containers.touched(containerId);
        EngineFailures.translate("start-failed", () -> {
            try {
                docker.startContainerCmd(containerId).exec();
            } catch (NotModifiedException e) {
                return false;
            }
            return true;
        });
    }

    @Override
    public void stop(String containerId, int graceSeconds) {
        containers.touched(containerId);
        // The engine answers when the container has ended: a long grace needs a connection that waits as long.
        var patience = Duration.ofSeconds(graceSeconds).plus(quick.dividedBy(2));
        if (patience.compareTo(quick) <= 0) {
            stop(docker, containerId, graceSeconds);
            return;
        }
        try (var patient = DockerClients.open(host, patience)) {
            stop(patient, containerId, graceSeconds);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void stop(DockerClient docker, String containerId, int graceSeconds) {
        EngineFailures.translate("stop-failed", () -> {
            try {
                docker.stopContainerCmd(containerId).withTimeout(graceSeconds).exec();
            } catch (NotFoundException | NotModifiedException e) {
                return false;
            }
            return true;
        });
    }

    @Override
    public void remove(String containerId) {
        EngineFailures.translate("remove-failed", () -> {
            try {
                docker.removeContainerCmd(containerId)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec();
            } catch (NotFoundException e) {
                return false;
            }
            return true;
        });
    }

    @Override
    public List<String> lastLines(String containerId, int lines, int bytes) {
        return ContainerLog.lastLines(docker, containerId, lines, bytes);
    }

    @Override
    public void close() {
        if (news != null) {
            news.close();
        }
        try {
            docker.close();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String madeBefore(ContainerCreation creation, DockerException conflict) {
        var present = containers.one(creation.name()).orElseThrow(() -> conflict);
        boolean same = List.of(ManagedLabels.DEVICE, ManagedLabels.SPEC_HASH).stream()
                .allMatch(label -> Objects.equals(
                        present.labels().get(label), creation.labels().get(label)));
        if (!same) {
            throw new PermanentFailure(
                    "create-failed",
                    "a container named " + creation.name() + " is there that this agent has not made",
                    conflict);
        }
        return present.id();
    }

    private void joinOtherNetworks(String id, ContainerCreation creation) {
        creation.networks().stream()
                .skip(1)
                .forEach(network -> docker.connectToNetworkCmd()
                        .withContainerId(id)
                        .withNetworkId(network)
                        .withContainerNetwork(new ContainerNetwork()
                                .withAliases(creation.spec().name()))
                        .exec());
    }
}
