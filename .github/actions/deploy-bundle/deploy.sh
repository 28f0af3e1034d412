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

# What is printed to the log is shown on the page of the run, too.
summary() {
  [ -z "${GITHUB_STEP_SUMMARY:-}" ] || printf "$@" >>"$GITHUB_STEP_SUMMARY"
}
tell() {
  printf "$@"
  summary "$@"
}

# The words of a preview; without one every line of it would be "0 devices …".
preview_text='
  def some($n; $what): if $n > 0 then "- \($n) \($what)" else empty end;
  def mib: . / 1048576 * 10 | round / 10 | "\(.) MiB";
  "- \(.devices) devices, of which \(.unchanged) run the version already",
  (.waves | if length > 1 then "- waves: \(map("\(.devices)") | join(", ")) devices" else empty end),
  some(.offline.devices; "are offline and follow when they are back"),
  some(.outsideWindow.devices // 0; "wait for their maintenance window"),
  some(.tooFull.devices; "have too little room"),
  some(.wrongArchitecture.devices; "have an architecture that an image is not made for"),
  (.containers[] | select(.recreated + .removed > 0) | "- container \(.name): replaced on \(.recreated), removed from \(.removed)"),
  (if .pull.bytes > 0 then "- to pull: \(.pull.bytes | mib) in all, \(.pull.mostPerDevice | mib) a device at the most" else empty end),
  (.images[] | select(.unknown) | "- \(.image): \(.unknown)"),
  (.conflicts[] | "- rollout \(.name) to \(.version) (\(.status)) shares \(.devices) devices")'

state_text='
  "\(.status)\(if .wave and (.waves | length) > 1 then ", wave \(.wave) of \(.waves | length)" else "" end)"
  + "\(if .phase then " (\(.phase))" else "" end)"
  + ": \([.progress | to_entries[] | select(.value > 0) | "\(.value) \(.key)"] | join(", "))"
  + "\(if .waitingFor then "; \(.waitingFor)" else "" end)"'

failures_text='
  "\(.failed) of \(.tried) devices failed:",
  (.shares[:5][] | "- \(.failed) with \(if .key then "\(.key) = " else "" end)\(.value)"
    + "\(if .failureRate then ", which is \(.failureRate * 100 | round) % of those" else "" end)")'

request() { # GROUP: what to roll out, with the strategy of the file where there is one
  jq -n --arg bundle "$SIGNALBEAM_BUNDLE" --arg version "$version" --arg group "$1" \
    --slurpfile strategy "${SIGNALBEAM_ROLLOUT:-/dev/null}" \
    '($strategy[0] // {}) + {bundleId: $bundle, version: $version, target: {groupId: $group}}' >"$work/rollout" ||
    die "$SIGNALBEAM_ROLLOUT is no JSON"
}

why() { # ROLLOUT: what its failures have in common
  call GET "/rollouts/$1/failures"
  [ "$(jq -r .failed "$work/answer")" = 0 ] || tell '%s\n' "$(jq -r "$failures_text" "$work/answer")"
}

[ -z "${SIGNALBEAM_ROLLOUT:-}" ] || [ -f "$SIGNALBEAM_ROLLOUT" ] || die "there is no file $SIGNALBEAM_ROLLOUT"
groups=()
IFS=',' read -ra named <<<"${SIGNALBEAM_GROUPS:-}"
for group in "${named[@]}"; do
  group=${group//[[:space:]]/}
  [ -z "$group" ] || groups+=("$group")
done

summary '### %s %s\n\n' "$SIGNALBEAM_BUNDLE" "$version"
for group in "${groups[@]}"; do
  request "$group"
  call POST /rollouts/preview -H 'content-type: application/json' --data-binary "@$work/rollout"
  tell 'To group %s:\n\n%s\n\n' "$group" "$(jq -r "$preview_text" "$work/answer")"
  # One that is there already, of an earlier attempt, is no reason to end here.
  refusal=$(jq -r '.refusal.detail // ""' "$work/answer")
  [ -z "$refusal" ] || printf 'As it is now it would be refused: %s\n' "$refusal"
done
if [ "${SIGNALBEAM_PREVIEW_ONLY:-false}" = true ]; then
  output rollouts ""
  exit
fi

rollouts=()
for group in "${groups[@]}"; do
  request "$group"
  # The same attempt of the same run makes no second rollout, however often the request is sent.
  call POST /rollouts -H 'content-type: application/json' --data-binary "@$work/rollout" \
    -H "idempotency-key: ${GITHUB_RUN_ID:-$RANDOM$RANDOM}-${GITHUB_RUN_ATTEMPT:-1}-$group"
  rollouts+=("$(jq -er .id "$work/answer")")
  printf 'Rollout %s to group %s\n' "${rollouts[-1]}" "$group"
done
output rollouts "$(IFS=,; printf '%s' "${rollouts[*]}")"

end=$((SECONDS + wait_seconds))
for rollout in "${rollouts[@]}"; do
  told=
  while [ "$wait_seconds" -gt 0 ]; do
    call GET "/rollouts/$rollout"
    status=$(jq -r .status "$work/answer")
    reason=$(jq -r '.reason // ""' "$work/answer")
    now=$(jq -r "$state_text" "$work/answer")
    [ "$now" = "$told" ] || printf '%(%H:%M:%S)T %s\n' -1 "$now"
    told=$now
    case "$status" in
      Succeeded) tell 'Rollout %s succeeded. %s\n\n' "$rollout" "$now" && break ;;
      Failed | Cancelled | RolledBack | Paused)
        tell 'Rollout %s: %s. %s\n\n' "$rollout" "$now" "$reason"
        why "$rollout"
        die "rollout $rollout: $status $reason"
        ;;
    esac
    [ $SECONDS -lt $end ] || die "rollout $rollout is still $now after $wait_seconds seconds"
    sleep "${SIGNALBEAM_POLL_SECONDS:-5}"
  done
done
