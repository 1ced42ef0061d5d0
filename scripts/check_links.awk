# Markdown: every link to a file leads to one, inside the tree (paths begin with ./, as scripts/check_tree gives them).

FNR == 1 { fenced = 0; folder = FILENAME; sub(/[^\/]*$/, "", folder) }
/^[ \t]*(```|~~~)/ { fenced = !fenced; next }
fenced { next }

{
  line = $0
  gsub(/`[^`]*`/, "", line)
  while (match(line, /\]\([^)]*\)/)) {
    target = substr(line, RSTART + 2, RLENGTH - 3)
    line = substr(line, RSTART + RLENGTH)
    sub(/[ \t]+".*/, "", target)
    check(target)
  }
}
/^[ ]?[ ]?[ ]?\[[^]]+\]:[ \t]/ { target = $0; sub(/^[^]]*\]:[ \t]+/, "", target); sub(/[ \t].*/, "", target); check(target) }

function check(target,   path, parts, depth, i, n) {
  sub(/^</, "", target); sub(/>$/, "", target)
  if (target ~ /^[A-Za-z][A-Za-z0-9+.-]*:/ || target ~ /^#/) return
  sub(/#.*/, "", target)
  gsub(/%20/, " ", target)
  path = folder target
  n = split(path, parts, "/")
  for (i = 2; i <= n; i++) {
    if (parts[i] == "..") depth--
    else if (parts[i] != "" && parts[i] != ".") depth++
    if (depth < 0) { print FILENAME ":" FNR ": the link to '" target "' leads out of the tree"; return }
  }
  gsub(/'/, "'\\''", path)
  if (system("test -e '" path "'") != 0) print FILENAME ":" FNR ": the link leads to '" target "', which is not there"
}
