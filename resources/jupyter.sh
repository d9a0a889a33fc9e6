# Labmate's errands about Jupyter on a server: find running servers, start one that outlives the
# connection, stop it. Sent on standard input, never as a command line: $1 is the errand, the rest its
# arguments, among them the token, which therefore stands in no `ps`. Answers are lines
# `<key> <text>`. POSIX sh only (dash, bash, busybox).

LC_ALL=C
export LC_ALL
newline='
'
home=${HOME:-/}
uid=$(id -u)
data=${XDG_DATA_HOME:-$home/.local/share}
base=$data/labmate/jupyter

limit() {
  seconds=$1
  shift
  if timeout 1 true </dev/null >/dev/null 2>&1; then
    timeout "$seconds" "$@" </dev/null
  else
    "$@" </dev/null
  fi
}

# each <key> <text>: every line of the text with the key before it.
each() {
  printf '%s\n' "$2" | while IFS= read -r line; do printf '%s %s\n' "$1" "$line"; done
}

owner_of() {
  owner=
  while read -r key value rest; do
    [ "$key" = Uid: ] && owner=$value && break
  done <"/proc/$1/status"
}

command_of() {
  { tr "\000\n" "  " <"/proc/$1/cmdline"; } 2>/dev/null | cut -b 1-4000
}

# --- find [runtime folder] [state folder of a server that is starting] ----------------------------

# One runtime file with what /proc says about its process. The process may be gone, or be another.
runtime_file() {
  pid=${1##*server-}
  pid=${pid%.json}
  case $pid in '' | *[!0-9]*) return 0 ;; esac
  [ -r "$1" ] && [ -d "/proc/$pid" ] || return 0
  owner_of "$pid" 2>/dev/null
  [ "$owner" = "$uid" ] || return 0
  printf 'file %s\n' "$1"
  printf 'pid %s\n' "$pid"
  each args "$(command_of "$pid")"
  each json "$(head -c 16384 "$1" 2>/dev/null)"
  each inode "$(ls -l "/proc/$pid/fd" 2>/dev/null | sed -n 's/.*socket:\[\([0-9]*\)\].*/\1/p')"
}

find_servers() {
  printf 'uid %s\n' "$uid"
  for folder in "$2" "${JUPYTER_RUNTIME_DIR:-}" "$data/jupyter/runtime" \
    "${XDG_RUNTIME_DIR:-/run/user/$uid}/jupyter"; do
    [ -n "$folder" ] || continue
    for file in "$folder"/jpserver-*.json "$folder"/nbserver-*.json; do
      [ -f "$file" ] && runtime_file "$file"
    done
  done
  # Listening sockets: state 0A for TCP, flag 00010000 (SO_ACCEPTCON) for unix sockets.
  each tcp "$(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | sed -n 's/^ *[0-9]*: \([0-9A-F:]*\) [0-9A-F:]* 0A [^ ]* [^ ]* [^ ]* *\([0-9]*\) *[0-9]* *\([0-9]*\) .*/\1 \2 \3/p' | head -n 2000)"
  each unix "$(sed -n 's/^[^ ]* [0-9A-F]* [0-9A-F]* 00010000 [0-9A-F]* [0-9A-F]* *\([0-9]*\) \(\/.*\)/\1 \2/p' /proc/net/unix 2>/dev/null | head -n 2000)"
  if [ -n "$3" ]; then starting "$3"; fi
}

starting() {
  if [ ! -d "$1" ]; then
    printf 'ended gone\n'
    return 0
  fi
  if [ -f "$1/exit" ]; then printf 'ended %s\n' "$(cat "$1/exit")"; fi
  each log "$(tail -n 40 "$1/log" 2>/dev/null | tail -c 6000)"
}

# --- prepare: what could be started ---------------------------------------------------------------

prepare() {
  shell=${SHELL:-/bin/sh}
  case ${shell##*/} in
    tcsh | csh) flags=-c ;;
    *) flags=-lc ;;
  esac
  # The environment of a login shell: PATH of conda, modules and ~/.profile. Noise may stand around.
  login=$(limit 20 "$shell" "$flags" env 2>/dev/null)
  path=$(printf '%s\n' "$login" | sed -n 's/^PATH=//p' | tail -n 1)
  [ -n "$path" ] || path=$PATH
  printf 'path %s\n' "$path"
  for name in JUPYTER_RUNTIME_DIR JUPYTER_DATA_DIR; do
    each "$name" "$(printf '%s\n' "$login" | sed -n "s/^$name=//p" | tail -n 1)"
  done
  IFS=:
  set -f
  for folder in $path; do program_in "$folder"; done
  set +f
  IFS=" 	$newline"
  for folder in "$home/.local/bin" "$home/bin" "$home"/.venv/bin "$home"/venv/bin "$home"/env/bin \
    "$home"/miniconda3/bin "$home"/anaconda3/bin "$home"/miniforge3/bin "$home"/mambaforge/bin \
    "$home"/micromamba/bin /opt/conda/bin /opt/miniconda3/bin /opt/anaconda3/bin /opt/miniforge3/bin \
    "$home"/miniconda3/envs/*/bin "$home"/anaconda3/envs/*/bin "$home"/miniforge3/envs/*/bin \
    "$home"/mambaforge/envs/*/bin "$home"/.conda/envs/*/bin "$home"/.pyenv/shims /usr/local/bin; do
    program_in "$folder"
  done
  PATH=$path
  for tool in tmux setsid nohup; do
    found=$(command -v "$tool" 2>/dev/null)
    case $found in /*) printf '%s %s\n' "$tool" "$found" ;; esac
  done
}

program_in() {
  case $1 in /*) ;; *) return 0 ;; esac
  [ -x "$1/jupyter-lab" ] && printf 'program lab %s\n' "$1/jupyter-lab"
  [ -x "$1/jupyter-notebook" ] && printf 'program notebook %s\n' "$1/jupyter-notebook"
  [ -x "$1/jupyter" ] && printf 'jupyter %s\n' "$1/jupyter"
  return 0
}

# --- start <token> <lab|notebook> <program> <path> ------------------------------------------------

# Where a socket may live: not on network file systems, and its path not over 107 bytes.
socket_place() {
  socket=$state/j.sock
  case $(stat -f -c %T "$state" 2>/dev/null) in
    nfs* | afs* | cifs* | smb* | lustre* | fuse* | beegfs* | gpfs* | ceph* | 9p* | v9fs*) socket= ;;
  esac
  [ ${#socket} -le 107 ] || socket=
  if [ -z "$socket" ]; then
    place=$(mktemp -d /tmp/labmate-XXXXXXXX 2>/dev/null) && socket=$place/j.sock
  fi
  printf '%s\n' "$place" >"$state/place"
}

start_server() {
  usual_umask=$(umask)
  umask 077
  place=
  mkdir -p "$base" && chmod 700 "$base" && state=$(mktemp -d "$base/s.XXXXXXXX") || {
    printf 'error cannot write to %s\n' "$base"
    return 0
  }
  sweep
  socket_place
  printf '%s\n' "$2" >"$state/token" && printf '%s\n' "$3" >"$state/kind" &&
    printf '%s\n' "$socket" >"$state/socket" && printf '%s\n' "$4" >"$state/program" &&
    printf '%s\n' "$5" >"$state/path" && : >"$state/starting" && : >"$state/log" &&
    printf '%s\n' "$usual_umask" >"$state/umask" &&
    write_config >"$state/config.py" && write_runner >"$state/run.sh" || {
    printf 'error cannot write to %s (is the disk full?)\n' "$state"
    rm -rf "$state"
    return 0
  }
  umask "$usual_umask"
  printf 'state %s\n' "$state"
  PATH=$5
  export PATH
  cd "$home" 2>/dev/null || cd /
  in_tmux || without_tmux
}

# What ended servers left.
sweep() {
  for old in "$base"/s.*; do
    if [ -f "$old/exit" ]; then rm -rf "$old"; fi
  done
}

in_tmux() {
  command -v tmux >/dev/null 2>&1 || return 1
  case $state in *\'*) return 1 ;; esac
  unset TMUX
  for suffix in '' -2 -3 -4 -5 -6 -7 -8 -9; do
    name=lm-jupyter$suffix
    tmux -u has-session -t "=$name" >/dev/null 2>&1 && continue
    if tmux -u new-session -d -s "$name" "exec /bin/sh '$state/run.sh' '$state'" >/dev/null 2>&1; then
      printf 'tmux %s\n' "$name"
      return 0
    fi
    return 1
  done
  return 1
}

without_tmux() {
  if command -v setsid >/dev/null 2>&1; then
    setsid /bin/sh "$state/run.sh" "$state" </dev/null >/dev/null 2>&1 &
  else
    nohup /bin/sh "$state/run.sh" "$state" </dev/null >/dev/null 2>&1 &
  fi
  printf 'detached yes\n'
}

write_runner() {
  cat <<'RUNNER'
# Runs Jupyter for Labmate and tidies up after it. Ends with Ctrl-C, or from Labmate's window.
state=$1
read -r program <"$state/program"
read -r PATH <"$state/path"
read -r place <"$state/place"
read -r usual <"$state/umask"
export PATH
umask "$usual"
trap 'kill "$child" 2>/dev/null' HUP INT TERM
cd "$HOME" 2>/dev/null || cd /
echo "Jupyter runs here for Labmate. Its log: $state/log. Ctrl-C ends it."
"$program" "--config=$state/config.py" </dev/null >>"$state/log" 2>&1 &
child=$!
wait "$child"
code=$?
while kill -0 "$child" 2>/dev/null; do
  wait "$child"
  code=$?
done
case $place in /tmp/labmate-*) rm -rf "$place" ;; esac
rm -f "$state/token" "$state/j.sock"
# While Labmate waits for the start, it wants to read why it ended.
if [ -f "$state/starting" ]; then
  echo "$code" >"$state/exit"
else
  rm -rf "$state"
fi
RUNNER
}

# Jupyter reads its settings and the token from here. A configuration file, because a command line
# can be seen by everybody on the server, and an environment is inherited by every kernel.
write_config() {
  cat <<'CONFIG'
import os
import socket

c = get_config()
here = os.path.dirname(os.path.abspath(__file__))


def setting(name):
    with open(os.path.join(here, name)) as file:
        return file.read().strip()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def application():
    """The class that serves (its name and its settings differ by age) and its section here."""
    if setting("kind") == "notebook":
        try:
            from notebook.notebookapp import NotebookApp
            return NotebookApp, c.NotebookApp
        except ImportError:
            pass
    try:
        from jupyter_server.serverapp import ServerApp
        return ServerApp, c.ServerApp
    except ImportError:
        from notebook.notebookapp import NotebookApp
        return NotebookApp, c.NotebookApp


token = setting("token")
os.unlink(os.path.join(here, "token"))
kind, app = application()
known = kind.class_traits()
try:
    from jupyter_server.auth.identity import IdentityProvider
    new = "identity_provider_class" in known
except ImportError:
    new = False
if new:
    c.IdentityProvider.token = token
else:
    app.token = token
    app.password = ""
app.open_browser = False
app.ip = "127.0.0.1"
app.port_retries = 0
if hasattr(os, "geteuid") and os.geteuid() == 0:
    app.allow_root = True
if "sock" in known and setting("socket"):
    app.sock = setting("socket")
    app.sock_mode = "0600"
else:
    app.port = free_port()
CONFIG
}

# --- stop <pid> <state folder or nothing> ---------------------------------------------------------

is_our_jupyter() {
  case $1 in '' | *[!0-9]*) return 1 ;; esac
  [ -d "/proc/$1" ] || return 1
  owner_of "$1" 2>/dev/null
  [ "$owner" = "$uid" ] || return 1
  case $(command_of "$1") in *jupyter* | *notebook*) return 0 ;; esac
  return 1
}

stop_server() {
  waited=0
  while is_our_jupyter "$2"; do
    case $waited in
      3) kill -TERM "$2" 2>/dev/null ;;
      12) kill -KILL "$2" 2>/dev/null ;;
      15) printf 'stopped no\n' && return 0 ;;
    esac
    sleep 1
    waited=$((waited + 1))
  done
  printf 'stopped yes\n'
}

# --- discard <state folder>: end a server whose start was given up, and all traces of it ----------

discard() {
  case $2 in "$base"/s.*) ;; *) return 0 ;; esac
  : >"$2/exit"
  for entry in /proc/[0-9]*; do
    pid=${entry#/proc/}
    [ "$pid" != "$$" ] || continue
    case $(command_of "$pid") in
      *"$2/config.py"* | *"$2/run.sh"*)
        owner_of "$pid" 2>/dev/null
        [ "$owner" = "$uid" ] && kill -TERM "$pid" 2>/dev/null
        ;;
    esac
  done
  place=
  [ -f "$2/place" ] && read -r place <"$2/place"
  case $place in /tmp/labmate-*) rm -rf "$place" ;; esac
  rm -rf "$2"
}

case $1 in
  find) find_servers "$@" ;;
  prepare) prepare ;;
  start) start_server "$@" ;;
  settle) case $2 in "$base"/s.*) rm -f "$2/starting" ;; esac ;;
  stop) stop_server "$@" ;;
  discard) discard "$@" ;;
esac
