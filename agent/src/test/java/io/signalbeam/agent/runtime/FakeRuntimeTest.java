package io.signalbeam.agent.runtime;

class FakeRuntimeTest extends RuntimeContract {
    private final FakeRuntime fake = new FakeRuntime().publish("app:1", "sha256:1");

    @Override
    protected ContainerRuntime runtime() {
        return fake;
    }

    @Override
    protected String image() {
        return "app:1";
    }

    @Override
    protected String missingImage() {
        return "nothing:1";
    }

    @Override
    protected String foreign(String name) {
        return fake.foreign(name);
    }

    @Override
    protected boolean exists(String containerId) {
        return fake.has(containerId);
    }

    @Override
    protected void removeForeign(String containerId) {
        fake.remove(containerId);
    }
}
