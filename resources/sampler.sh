# Labmate's sampler: answers questions about a server (figures, GPUs, processes, disks) for as long
# as one SSH channel lives. Labmate sends it on the standard input of `exec /bin/sh -s`, because a
# login shell may be fish or tcsh, after a line that sets `tag` (a nonce that marks our lines).
#
# Requests arrive as lines `<verb> <seq> <arguments>` on the same standard input; every line of an
# answer is `<tag> <seq> <key> <text>` and the last one `<tag> <seq> end <number of lines>`. Each line
# leaves in one write of less than 4096 bytes (PIPE_BUF), so answers that run side by side cannot mix
# within a line. Nothing here runs by itself: no request, no work. The end of standard input means
# that the channel or the connection is gone, and ends this shell and all that it started.
#
# POSIX sh only (dash, bash, busybox). Every child reads /dev/null, else it would eat the requests.

LC_ALL=C
export LC_ALL
unset ENV BASH_ENV CDPATH
IFS=' 	
'
newline='
'
tab='	'
set -f
umask 077

# --- ending -------------------------------------------------------------------------------------

# sshd gives each session a session of its own, and the login shell turns into this one (`exec`).
# Only then, when this shell leads its session, is the group ours to kill as a whole: in any other
# place (a server that starts commands in its own group, a test) others would die with it.
group=
own_group() {
  [ -r "/proc/$$/stat" ] || return 0
  read -r stat <"/proc/$$/stat"
  set -- ${stat##*) }
  if [ "$3" = "$$" ] && [ "$4" = "$$" ]; then group=$3; fi
}

finish() {
  trap '' HUP INT TERM PIPE
  # The group holds this shell too: nothing runs after this line where it works.
  [ -n "$group" ] && kill -9 "-$group" 2>/dev/null
  exit 0
}
trap finish HUP INT TERM PIPE

# --- answering ----------------------------------------------------------------------------------

say() {
  printf '%s\n' "$1" || finish
}

# answer <seq> <key> <text of several lines>: one answer line each; counts them in `count`.
answer() {
  answer_seq=$1
  answer_key=$2
  IFS=$newline
  for line in $3; do
    [ ${#line} -gt 3000 ] && line=$(printf '%s' "$line" | cut -b 1-3000)
    say "$tag $answer_seq $answer_key $line"
    count=$((count + 1))
  done
  IFS=" $tab$newline"
}

done_with() {
  say "$tag $1 end $count"
}

# A watchdog that stays in our process group, so that `finish` reaches what it watches.
limit() {
  limit_seconds=$1
  shift
  case $timeout_kind in
    gnu) timeout --foreground -k 1 "$limit_seconds" "$@" </dev/null ;;
    busybox) timeout "$limit_seconds" "$@" </dev/null ;;
    *) "$@" </dev/null ;;
  esac
}

# --- what there is on this server ---------------------------------------------------------------

find_tools() {
  timeout_kind=none
  if timeout --foreground -k 1 5 true </dev/null >/dev/null 2>&1; then
    timeout_kind=gnu
  else
    case $(timeout --help 2>&1 </dev/null) in
      *BusyBox*) timeout 5 true </dev/null >/dev/null 2>&1 && timeout_kind=busybox ;;
    esac
  fi

  smi=$(command -v nvidia-smi 2>/dev/null)
  case $smi in
    /*) ;;
    *)
      smi=
      for folder in /usr/bin /usr/local/bin /usr/local/nvidia/bin /opt/nvidia/bin \
        /usr/lib/wsl/lib /run/current-system/sw/bin; do
        if [ -x "$folder/nvidia-smi" ]; then
          smi=$folder/nvidia-smi
          break
        fi
      done
      ;;
  esac

  ps_kind=proc
  ps -ww -o pid=,etimes=,user:32=,args= -p "$$" </dev/null >/dev/null 2>&1 && ps_kind=procps
}

# Display and 3D controllers (PCI class 03) by vendor: tells "no GPU" from "no driver".
gpu_vendors() {
  vendors=
  set +f
  for device in /sys/bus/pci/devices/*; do
    [ -r "$device/class" ] || continue
    read -r class <"$device/class"
    case $class in
      0x03*)
        read -r vendor <"$device/vendor"
        vendors="$vendors $vendor"
        ;;
    esac
  done
  set -f
}

hello() {
  count=0
  host=
  [ -r /proc/sys/kernel/hostname ] && read -r host </proc/sys/kernel/hostname
  answer "$1" hostname "${host:-$(uname -n </dev/null 2>/dev/null)}"
  [ -r /proc/stat ] && answer "$1" cores "$(grep -c '^cpu[0-9]' /proc/stat 2>/dev/null)"
  answer "$1" ticks "$(getconf CLK_TCK </dev/null 2>/dev/null || printf 100)"
  answer "$1" nvidia-smi "$smi"
  answer "$1" vendors "$vendors"
  if [ -r /proc/driver/nvidia/version ]; then
    read -r module </proc/driver/nvidia/version
    answer "$1" module "$module"
  fi
  if [ -e /.dockerenv ] || [ -e /run/.containerenv ]; then answer "$1" container yes; fi
  done_with "$1"
}

# --- requests -----------------------------------------------------------------------------------

# fast <seq>: CPU, memory, load, uptime. Starts no process.
fast() {
  count=0
  if [ -r /proc/stat ]; then
    read -r line </proc/stat
    answer "$1" stat "$line"
  fi
  if [ -r /proc/loadavg ]; then
    read -r line </proc/loadavg
    answer "$1" load "$line"
  fi
  if [ -r /proc/uptime ]; then
    read -r line </proc/uptime
    answer "$1" uptime "$line"
  fi
  if [ -r /proc/meminfo ]; then
    memory=
    while read -r key value unit; do
      case $key in
        MemTotal: | MemFree: | MemAvailable: | Buffers: | Cached: | SwapTotal:)
          memory="$memory $key$value"
          ;;
        SwapFree:)
          memory="$memory $key$value"
          break
          ;;
      esac
    done </proc/meminfo
    answer "$1" memory "$memory"
  fi
  done_with "$1"
}

# gpus <seq> <fields of --query-gpu> <fields of --query-compute-apps>
gpus() {
  count=0
  out=$(limit 10 "$smi" "--query-gpu=$2" --format=csv,noheader,nounits 2>&1)
  code=$?
  answer "$1" gpu "$out"
  answer "$1" gpu-exit "$code"
  if [ "$code" -eq 0 ] || [ "$code" -eq 14 ]; then
    out=$(limit 10 "$smi" "--query-compute-apps=$3" --format=csv,noheader,nounits 2>&1)
    code=$?
    answer "$1" app "$out"
    answer "$1" app-exit "$code"
  fi
  done_with "$1"
}

# instances <seq>: which MIG instance belongs to which GPU.
instances() {
  count=0
  out=$(limit 10 "$smi" -L 2>&1)
  code=$?
  answer "$1" instance "$out"
  answer "$1" instance-exit "$code"
  done_with "$1"
}

# people <seq> <pid,pid,...>: owner, age and command line of processes.
people() {
  count=0
  if [ "$ps_kind" = procps ]; then
    answer "$1" ps "$(limit 10 ps -ww -o pid=,etimes=,user:32=,args= -p "$2" 2>/dev/null)"
  else
    seq=$1
    IFS=,
    set -- $2
    IFS=" $tab$newline"
    for pid in "$@"; do person; done
    set -- "$seq"
  fi
  done_with "$1"
}

# One process by /proc alone, where `ps` cannot be asked (busybox, very old procps).
person() {
  [ -r "/proc/$pid/stat" ] || return 0
  stat=
  read -r stat <"/proc/$pid/stat" 2>/dev/null
  [ -n "$stat" ] || return 0
  set -- ${stat##*) }
  [ $# -ge 20 ] || return 0
  shift 19
  started=$1
  uid=
  while read -r key value rest; do
    if [ "$key" = Uid: ]; then
      uid=$value
      break
    fi
  done <"/proc/$pid/status" 2>/dev/null
  user=
  while IFS=: read -r name secret number rest; do
    if [ "$number" = "$uid" ]; then
      user=$name
      break
    fi
  done </etc/passwd
  [ -n "$user" ] || user=$(getent passwd "$uid" </dev/null 2>/dev/null | cut -d: -f1)
  answer "$seq" proc "$pid $started ${user:-$uid} $(tr '\000\n' '  ' <"/proc/$pid/cmdline" 2>/dev/null)"
}

# mounts <seq>: the mount table; never blocks, because no file system is asked.
mounts() {
  count=0
  [ -r /proc/self/mountinfo ] && answer "$1" mount "$(head -n 1500 /proc/self/mountinfo 2>/dev/null)"
  done_with "$1"
}

# disks <seq> <paths, separated by tabs>: space and inodes of those mounts.
disks() {
  count=0
  seq=$1
  IFS=$tab
  set -- $2
  IFS=" $tab$newline"
  out=$(limit 4 df -Pk "$@" 2>/dev/null)
  code=$?
  answer "$seq" space "$out"
  answer "$seq" space-exit "$code"
  if [ -n "$out" ]; then answer "$seq" inodes "$(limit 4 df -Pi "$@" 2>/dev/null)"; fi
  done_with "$seq"
}

# --- the loop -----------------------------------------------------------------------------------

serve() {
  own_group
  find_tools
  gpu_vendors
  # A login script may have printed half a line.
  say ''
  hello 0
  while IFS=' ' read -r verb seq rest; do
    case $seq in
      '' | *[!0-9]*) continue ;;
    esac
    # What may take long runs on its own, detached, so that this shell never has to wait for it.
    case $verb in
      fast) fast "$seq" ;;
      gpus) (gpus "$seq" $rest </dev/null 2>/dev/null &) ;;
      instances) (instances "$seq" </dev/null 2>/dev/null &) ;;
      people) (people "$seq" "$rest" </dev/null 2>/dev/null &) ;;
      mounts) (mounts "$seq" </dev/null 2>/dev/null &) ;;
      disks) (disks "$seq" "$rest" </dev/null 2>/dev/null &) ;;
    esac
  done
  finish
}
serve
exit 0
