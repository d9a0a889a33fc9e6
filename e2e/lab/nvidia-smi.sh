#!/bin/sh
# A scripted nvidia-smi: replays the situations of e2e/lab/fixtures/nvidia-smi as the real program
# would print them. The lab writes the folder below; `scenario` in it may change while this runs.
gpu='@GPU_DIR@'
data='@DATA_DIR@'

fields='' apps='' format='' loop='' only='' action=''
while [ $# -gt 0 ]; do
  case $1 in
    --query-gpu=*) action=gpu fields=${1#*=} ;;
    --query-compute-apps=*) action=apps apps=${1#*=} ;;
    --format=*) format=${1#*=} ;;
    -L | --list-gpus) action=list ;;
    -q | --query) action=xml ;;
    -x | --xml-format) ;;
    pmon | dmon) action=$1 ;;
    -c | -s | -d | -o) shift ;;
    -i) only=$2; shift ;;
    --id=*) only=${1#*=} ;;
    -l | -lms) [ "$1" = -l ] && unit=1000 || unit=1; loop=$(($2 * unit)); shift ;;
    --loop=* | -l=*) loop=$((${1#*=} * 1000)) ;;
    --loop-ms=* | -lms=*) loop=${1#*=} ;;
    *)
      echo "ERROR: Option $1 is not recognized. Please run 'nvidia-smi -h'."
      exit 2
      ;;
  esac
  shift
done

# Prints one batch for the scenario of this moment and returns the exit code that it has.
batch() {
  read -r scenario <"$gpu/scenario"
  here=$data/$scenario base=$data/$scenario
  case $scenario in
    slow)
      read -r pause <"$gpu/slow-seconds"
      sleep "$pause"
      here=$data/2xRTX3090-idle-held base=$here
      ;;
    bad-field) here=$data/old-driver base=$here ;;
    mps | restricted | container-no-proc) base=$data/8xA100-busy ;;
    none) return 255 ;;
    live) live_tick ;;
    *)
      if [ -f "$here/stdout.txt" ]; then
        cat "$here/stdout.txt"
        read -r code <"$here/exit.txt"
        return "$code"
      fi
      ;;
  esac
  case $action in
    gpu) table "$fields" gpu ;;
    apps) table "$apps" apps ;;
    xml) if [ -f "$here/q-x.xml" ]; then cat "$here/q-x.xml"; else table '' xml; fi ;;
    pmon) if [ -f "$here/pmon.txt" ]; then cat "$here/pmon.txt"; else table '' pmon; fi ;;
    dmon) cat "$base/dmon.txt" 2>/dev/null || echo 'Not supported on the device(s)' ;;
    *) if [ -f "$base/list.txt" ]; then cat "$base/list.txt"; else table '' list; fi ;;
  esac
}

# The live scenario: the next tick, and those of the named processes that are still alive.
live_tick() {
  read -r tick <"$gpu/tick" || tick=0
  tick=$((tick + 1))
  echo "$tick" >"$gpu/tick"
}

living() {
  while IFS=, read -r index pid memory name; do
    pid=${pid# }
    if [ -n "$pid" ] && [ -d "/proc/$pid" ]; then echo "$index,$pid,$memory,$name"; fi
  done <"$gpu/processes"
}

table() {
  processes=$base/query-compute-apps.csv
  [ ! -f "$here/query-compute-apps.csv" ] || processes=$here/query-compute-apps.csv
  if [ "$scenario" = live ]; then living; elif [ -f "$processes" ]; then cat "$processes"; fi |
    awk -v wanted="$1" -v what="$2" -v format="$format" -v header="$first" -v only="$only" \
      -v scenario="$scenario" -v tick="${tick:-0}" -v now="$(date '+%Y/%m/%d %H:%M:%S.%3N')" \
      -v gpus="$base/query-gpu.csv" -f "$gpu/nvidia-smi.awk"
}

first=1
while :; do
  batch
  code=$?
  [ "$code" = 0 ] || exit "$code"
  [ -n "$loop" ] || exit 0
  first=0
  sleep "$((loop / 1000)).$(printf %03d $((loop % 1000)))"
done
