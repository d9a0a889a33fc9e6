# Adds a public key to ~/.ssh/authorized_keys, or takes it out. Nothing else is touched.
# $1 add | remove   $2 the key's base64   $3 the whole line   $4 yes: a symbolic link may be followed
# Prints lines "word<TAB>value"; the last is "done", or "fail<TAB>why<TAB>detail".
umask 077
LC_ALL=C
export LC_ALL
say() { printf '%s\t%s\n' "$1" "$(printf '%s' "$2" | tr '\n\t' '??')"; }
fail() {
  [ -n "${new:-}" ] && rm -f "$new"
  printf 'fail\t%s\t%s\n' "$1" "$(printf '%s' "$2" | tr '\n\t' '??')"
  exit 0
}
[ -n "${HOME:-}" ] && [ -d "$HOME" ] || fail no-home "${HOME:-}"
dir=$HOME/.ssh

# A symbolic link may lead to a file that others share: only after a yes.
check_link() {
  [ -L "$1" ] || return 0
  [ "$4" = yes ] || fail symlink "$1 -> $(readlink "$1")"
}

# Lines of the file $1 that hold the key $2 (any field: options may stand before it).
count() {
  awk -v key="$2" '{ sub(/\r$/, "") } /^[ \t]*#/ { next }
    { for (i = 1; i <= NF; i++) if ($i == key) { n++; break } } END { print n + 0 }' "$1"
}

# Puts $new in the place of $1, whole or not at all; through a link, whose file keeps its place.
put() {
  if [ -L "$1" ]; then
    cat "$new" >"$1" 2>/dev/null || fail cannot-write "$1"
    rm -f "$new"
  else
    mv -f "$new" "$1" 2>/dev/null || fail cannot-write "$1"
  fi
  new=
  if command -v restorecon >/dev/null 2>&1; then restorecon -R "$dir" >/dev/null 2>&1; fi
}

# A copy of $1 with its mode and owner, for changing. A full disk shows here, before anything changed.
copy_of() {
  new=$1.labmate-$$
  if [ -L "$1" ]; then new=$dir/authorized_keys.labmate-$$; fi
  if [ -e "$1" ]; then
    [ -r "$1" ] && [ -w "$1" ] || { new=; fail cannot-write "$1"; }
    why=$(cp -p "$1" "$new" 2>&1) || fail_write "$1" "$why"
    cmp -s "$1" "$new" || fail disk-full "$1"
  else
    why=$( { : >"$new"; } 2>&1) || fail_write "$1" "$why"
    chmod 600 "$new"
  fi
}
fail_write() {
  case $2 in *[Nn]o\ space*|*[Qq]uota*) fail disk-full "$1" ;; esac
  fail cannot-write "$1: $2"
}

# What sshd's StrictModes would refuse: folders and files that others may write.
strict() {
  for path in "$HOME" "$dir" "$dir/authorized_keys"; do
    mode=$(ls -ldL "$path" 2>/dev/null | cut -c1-10)
    case $mode in ?????w*|????????w*) say loose "$path" ;; esac
  done
}

add() {
  file=$dir/authorized_keys
  check_link "$dir" '' '' "$4"
  check_link "$file" '' '' "$4"
  if [ ! -d "$dir" ]; then
    why=$(mkdir "$dir" 2>&1) || fail_write "$dir" "$why"
    chmod 700 "$dir"
  fi
  [ ! -e "$file" ] || [ -f "$file" ] || fail cannot-write "$file"
  if [ -f "$file" ] && [ "$(count "$file" "$2")" -gt 0 ]; then
    say state present
  else
    copy_of "$file"
    if [ -s "$new" ] && [ -n "$(tail -c 1 "$new")" ]; then
      printf '\n' >>"$new" 2>/dev/null || fail disk-full "$file"
    fi
    printf '%s\n' "$3" >>"$new" 2>/dev/null || fail disk-full "$file"
    [ "$(count "$new" "$2")" -eq 1 ] || fail disk-full "$file"
    put "$file"
    say state added
  fi
  strict
}

remove() {
  removed=0
  left=0
  for file in "$dir/authorized_keys" "$dir/authorized_keys2"; do
    [ -e "$file" ] || continue
    here=$(count "$file" "$2")
    if [ "$here" -gt 0 ]; then
      check_link "$dir" '' '' "$4"
      check_link "$file" '' '' "$4"
      copy_of "$file"
      awk -v key="$2" '{ bare = $0; sub(/\r$/, "", bare) } bare ~ /^[ \t]*#/ { print; next }
        { n = split(bare, field, /[ \t]+/); for (i = 1; i <= n; i++) if (field[i] == key) next; print }' \
        "$file" >"$new" 2>/dev/null || fail disk-full "$file"
      before=$(awk 'END { print NR }' "$file")
      after=$(awk 'END { print NR }' "$new")
      [ $((after + here)) -eq "$before" ] || fail disk-full "$file"
      put "$file"
      removed=$((removed + here))
    fi
    left=$((left + $(awk '!/^[ \t]*(#|\r?$)/ { n++ } END { print n + 0 }' "$file")))
  done
  say removed "$removed"
  say left "$left"
}

case $1 in
  add) add "$@" ;;
  remove) remove "$@" ;;
esac
printf 'done\t\n'
