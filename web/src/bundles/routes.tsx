import { getRouteApi } from "@tanstack/react-router";
import { BundlePage } from "./BundlePage";
import { PublishPage } from "./PublishPage";

const bundle = getRouteApi("/bundles/$bundleId");
const publish = getRouteApi("/bundles/$bundleId/publish");
const first = getRouteApi("/bundles/new");

export { BundlesPage } from "./BundlesPage";

export function BundleRoute() {
  const { bundleId } = bundle.useParams();
  const navigate = bundle.useNavigate();
  return (
    <BundlePage
      bundleId={bundleId}
      search={bundle.useSearch()}
      onSearch={(search) => void navigate({ search, replace: true })}
    />
  );
}

export function PublishRoute() {
  const { bundleId } = publish.useParams();
  const navigate = publish.useNavigate();
  return (
    <PublishPage
      bundleId={bundleId}
      search={publish.useSearch()}
      onSearch={(search) => void navigate({ search, replace: true })}
    />
  );
}

export function NewBundleRoute() {
  const navigate = first.useNavigate();
  return (
    <PublishPage
      bundleId={undefined}
      search={first.useSearch()}
      onSearch={(search) => void navigate({ search, replace: true })}
    />
  );
}
