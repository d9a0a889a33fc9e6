# Labmate: what a server is like once one is in. Sent on the standard input of `exec /bin/sh -s`; `$1` says what is
# looked at: `home` (a network disk that may hang: it is asked apart) or `rest`. Lines `<key> <text>`:
#   wrote <folder>        a file of 64 KiB could be written there, and was removed again
#   refused <text>        it could not: what the tool said
#   hung <folder>         the disk did not answer
#   quota <row>           a row of `quota -w -p` (home)
#   clock <seconds>       since 1970, by the server's clock (rest)
#   tool <name> <version> found on the PATH; the version as the tool tells it, or nothing (rest)
# What blocks on a dead disk stands under a watchdog, as in resources/place.sh; the whole ends before Labmate's
# patience (health/check.ts). Writes nothing else and leaves nothing behind.
#
# POSIX sh only (dash, bash, busybox).
LC_ALL=C
export LC_ALL
# As resources/sampler.sh does it: the two kinds of `timeout` take other words.
timeout_kind=none
if timeout --foreground -k 1 5 true </dev/null >/dev/null 2>&1; then
  timeout_kind=gnu
else
  case $(timeout --help 2>&1 </dev/null) in
    *BusyBox*) timeout 5 true </dev/null >/dev/null 2>&1 && timeout_kind=busybox ;;
  esac
fi
limit() {
  case $timeout_kind in
    gnu) timeout --foreground -k 1 3 "$@" </dev/null ;;
    busybox) timeout 3 "$@" </dev/null ;;
    *) "$@" </dev/null ;;
  esac
}
# Writes a file and removes it, in a shell of its own that the watchdog can end. `umask` keeps it from others.
try='umask 077
file=$1/.labmate-check-$$
trap "rm -f \"\$file\"" EXIT
trap "exit 1" HUP INT TERM
set -C
: >"$file" && head -c 65536 /dev/zero >>"$file"'
writes() {
  said=$(limit sh -c "$try" labmate "$1" 2>&1 >/dev/null)
  code=$?
  case $code in
    0) printf 'wrote %s\n' "$1" ;;
    124 | 137 | 143) printf 'hung %s\n' "$1" ;;
    *) printf 'refused %s\n' "$(printf '%s' "$said" | tail -n 1)" ;;
  esac
}
version() {
  case $1 in
    tmux) limit tmux -V ;;
    git | rsync | conda | mamba) limit "$1" --version ;;
  esac 2>/dev/null | head -n 1
}
case $1 in
  home)
    writes "${HOME:-/nonexistent}"
    command -v quota >/dev/null 2>&1 &&
      limit quota -w -p 2>/dev/null | while IFS= read -r line; do
        printf 'quota %s\n' "$line"
      done
    ;;
  rest)
    writes "${TMPDIR:-/tmp}"
    printf 'clock %s\n' "$(date +%s)"
    for name in tmux rsync git jupyter nvidia-smi conda mamba sbatch; do
      command -v "$name" >/dev/null 2>&1 && printf 'tool %s %s\n' "$name" "$(version "$name")"
    done
    # A conda that no start file of a quiet shell puts on the PATH.
    command -v conda >/dev/null 2>&1 || for base in "$HOME"/miniconda3 "$HOME"/anaconda3 "$HOME"/miniforge3 /opt/conda; do
      if limit test -x "$base/bin/conda"; then
        printf 'tool conda %s\n' "$base"
        break
      fi
    done
    ;;
esac
exit 0
