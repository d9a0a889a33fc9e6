# Labmate: which mount a folder lies on, with its space and inodes. Sent on the standard input of
# `exec /bin/sh -s`; `$1` is the folder. Lines `<key> <text>`: `mount` is a row of the mount table,
# `space` of `df -Pk`, `inodes` of `df -Pi`, `missing` says that there is no such folder, `hung` that
# its disk does not answer. The table comes first: it never blocks. Everything that asks a disk blocks
# on a dead network disk, so it stands under a watchdog of 2 s (3 when it must kill); together they end before Labmate's
# patience (place.ts) does. Where there is no `timeout`, only that patience is left.
#
# POSIX sh only (dash, bash, busybox).
LC_ALL=C
export LC_ALL
path=$1
case $path in
  '~') path=$HOME ;;
  '~/'*) path=$HOME/${path#??} ;;
  /*) ;;
  *) path=$HOME/$path ;;
esac
each() {
  while IFS= read -r line; do
    printf '%s %s\n' "$1" "$line"
  done
}
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
    gnu) timeout --foreground -k 1 2 "$@" </dev/null ;;
    busybox) timeout 2 "$@" </dev/null ;;
    *) "$@" </dev/null ;;
  esac
}
# ended <exit code>: stops here when the watchdog ended a step (124, killed 137, busybox 143).
ended() {
  case $1 in
    124 | 137 | 143)
      printf 'hung\n'
      exit 0
      ;;
  esac
}
[ -r /proc/self/mountinfo ] && head -n 1500 /proc/self/mountinfo 2>/dev/null | each mount
# The program `test`, not the shell's own word: that one nobody could stop.
limit test -e "$path" 2>/dev/null
code=$?
ended "$code"
if [ "$code" = 1 ]; then
  printf 'missing\n'
  exit 0
fi
space=$(limit df -Pk -- "$path" 2>/dev/null)
ended "$?"
printf '%s\n' "$space" | each space
inodes=$(limit df -Pi -- "$path" 2>/dev/null)
ended "$?"
printf '%s\n' "$inodes" | each inodes
