#!/usr/bin/env bash
# Publishes a version of a bundle and rolls it out to groups. Runs in a GitHub workflow that has `id-token: write`; what it
# reads from the environment is in action.yml beside it. Needs curl and jq.
set -euo pipefail

die() {
  printf '::error title=SignalBeam deploy::%s\n' "$1"
  exit 1
}

for name in API TRUST BUNDLE MANIFEST; do
  value=SIGNALBEAM_$name
  [ -n "${!value:-}" ] || die "$value is missing"
done
[ -f "$SIGNALBEAM_MANIFEST" ] || die "there is no file $SIGNALBEAM_MANIFEST"
[ -n "${ACTIONS_ID_TOKEN_REQUEST_URL:-}" ] || die "the job needs the permission id-token: write"
api=${SIGNALBEAM_API%/}
wait_seconds=${SIGNALBEAM_WAIT_SECONDS:-0}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
token=

# Secrets reach curl by a file and never by its arguments, which others on the machine can read.
bearer() {
  (umask 077 && printf 'authorization: Bearer %s\n' "$1" >"$work/header")
}

problem() { # what the server said, in a line
  jq -r '.detail // .error_description // .title // "it did not say why"' "$work/answer" 2>/dev/null || echo "no JSON"
}

authorize() { # GitHub's token for this run, exchanged for one of 15 minutes; GitHub gives a new one each time
  local status github
  bearer "$ACTIONS_ID_TOKEN_REQUEST_TOKEN"
  status=$(curl -sS -G -H "@$work/header" -o "$work/answer" -w '%{http_code}' \
    --data-urlencode "audience=${SIGNALBEAM_AUDIENCE:-signalbeam-edge}" "$ACTIONS_ID_TOKEN_REQUEST_URL") || status=000
  [ "$status" = 200 ] || die "GitHub gave no token (HTTP $status)"
  github=$(jq -er .value "$work/answer") || die "GitHub gave no token"
  (umask 077 && printf '%s' "$github" >"$work/github")
  status=$(curl -sS -o "$work/answer" -w '%{http_code}' \
    --data-urlencode 'grant_type=urn:ietf:params:oauth:grant-type:token-exchange' \
    --data-urlencode 'subject_token_type=urn:ietf:params:oauth:token-type:jwt' \
    --data-urlencode "audience=$SIGNALBEAM_TRUST" \
    --data-urlencode "subject_token@$work/github" "$api/token") || status=000
  rm -f "$work/github"
  [ "$status" = 200 ] || die "the token was not exchanged (HTTP $status): $(problem)"
  token=$(jq -er .access_token "$work/answer")
  printf '::add-mask::%s\n' "$token"
}

call() { # METHOD PATH [curl arguments]: the answer in $work/answer, or the end. A token that ended is had anew, once.
  local method=$1 path=$2 status attempt
  shift 2
  for attempt in 1 2; do
    bearer "$token"
    status=$(curl -sS --retry 3 --retry-all-errors --max-time 60 -X "$method" -H "@$work/header" -o "$work/answer" \
      -w '%{http_code}' "$@" "$api$path") || status=000
    [ "$status" = 401 ] && [ "$attempt" = 1 ] || break
    authorize
  done
  case "$status" in
    2??) ;;
    *) die "$method $path answered $status: $(problem)" ;;
  esac
}

output() {
  [ -z "${GITHUB_OUTPUT:-}" ] || printf '%s=%s\n' "$1" "$2" >>"$GITHUB_OUTPUT"
}

escaped() { jq -rn --arg text "$1" '$text | @uri'; }

authorize

query=
[ -z "${SIGNALBEAM_VERSION:-}" ] || query="?version=$(escaped "$SIGNALBEAM_VERSION")"
case "$SIGNALBEAM_MANIFEST" in
  *.yaml | *.yml) type=application/yaml ;;
  *) type=application/json ;;
esac
call POST "/bundles/$(escaped "$SIGNALBEAM_BUNDLE")/versions$query" -H "content-type: $type" \
  --data-binary "@$SIGNALBEAM_MANIFEST"
version=$(jq -er .version "$work/answer")
[ -z "${SIGNALBEAM_VERSION:-}" ] || [ "$version" = "$SIGNALBEAM_VERSION" ] ||
  die "the manifest says version $version, not $SIGNALBEAM_VERSION"
printf 'Published %s %s (%s)\n' "$SIGNALBEAM_BUNDLE" "$version" "$(jq -r .manifestDigest "$work/answer")"
output version "$version"

rollouts=()
IFS=',' read -ra groups <<<"${SIGNALBEAM_GROUPS:-}"
for group in "${groups[@]}"; do
  group=${group//[[:space:]]/}
  [ -n "$group" ] || continue
  jq -n --arg bundle "$SIGNALBEAM_BUNDLE" --arg version "$version" --arg group "$group" \
    '{bundleId: $bundle, version: $version, target: {groupId: $group}}' >"$work/rollout"
  # The same attempt of the same run makes no second rollout, however often the request is sent.
  call POST /rollouts -H 'content-type: application/json' --data-binary "@$work/rollout" \
    -H "idempotency-key: ${GITHUB_RUN_ID:-$RANDOM$RANDOM}-${GITHUB_RUN_ATTEMPT:-1}-$group"
  rollouts+=("$(jq -er .id "$work/answer")")
  printf 'Rollout %s to group %s\n' "${rollouts[-1]}" "$group"
done
output rollouts "$(IFS=,; printf '%s' "${rollouts[*]}")"

for rollout in "${rollouts[@]}"; do
  end=$((SECONDS + wait_seconds))
  while [ "$wait_seconds" -gt 0 ]; do
    call GET "/rollouts/$rollout"
    status=$(jq -r .status "$work/answer")
    case "$status" in
      Succeeded) printf 'Rollout %s succeeded\n' "$rollout" && break ;;
      Failed | Cancelled | RolledBack) die "rollout $rollout: $status $(jq -r '.reason // ""' "$work/answer")" ;;
    esac
    [ $SECONDS -lt $end ] || die "rollout $rollout is still $status after $wait_seconds seconds"
    sleep 5
  done
done
