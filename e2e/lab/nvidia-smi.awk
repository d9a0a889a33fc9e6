# Prints what the scripted nvidia-smi was asked for. Input: process rows
# (uuid|index, pid, MiB, name); the GPU rows come from the file `gpus`.

function trim(text) {
  gsub(/^ +| +$/, "", text)
  return text
}

# Splits a row at most `most` times: the last column may hold commas.
function cells(row, out, most, n, at) {
  n = 0
  while (n < most - 1 && (at = index(row, ",")) > 0) {
    out[++n] = trim(substr(row, 1, at - 1))
    row = substr(row, at + 1)
  }
  out[++n] = trim(row)
  return n
}

function unit_of(field) {
  if (field ~ /^utilization\./) return "%"
  if (field == "fan.speed") return "%"
  if (field ~ /memory/ && field !~ /temperature|utilization/) return "MiB"
  if (field ~ /power\.(draw|limit)/) return "W"
  if (field ~ /^clocks\./) return "MHz"
  return ""
}

function known(field) {
  if (field in column || field in other) return 1
  return 0
}

# The value of one field of one GPU.
function gpu_value(row, field, value) {
  if (field == "timestamp") return now
  if (field == "count") return rows
  if (field == "memory.reserved") return cell[row, "memory.total"] - cell[row, "memory.used"] - cell[row, "memory.free"]
  if (field == "enforced.power.limit") return cell[row, "power.limit"]
  if (field == "power.draw.instant" || field == "power.draw.average") return cell[row, "power.draw"]
  if (field == "mig.mode.pending") return cell[row, "mig.mode.current"]
  if (field == "gpu_uuid") return cell[row, "uuid"]
  if (field == "gpu_name") return cell[row, "name"]
  if (field == "gpu_bus_id") return cell[row, "pci.bus_id"]
  if ((row, field) in cell) return cell[row, field]
  return "[N/A]"
}

function print_header(n, names, i, line, unit) {
  line = ""
  for (i = 1; i <= n; i++) {
    unit = unit_of(names[i])
    line = line (i > 1 ? ", " : "") names[i] (unit == "" ? "" : " [" unit "]")
  }
  print line
}

function with_unit(field, value) {
  if (format ~ /nounits/ || value !~ /^-?[0-9]+(\.[0-9]+)?$/ || unit_of(field) == "") return value
  return value " " unit_of(field)
}

function load_gpus(line, n, i, order, list, part) {
  n = split("index,uuid,pci.bus_id,name,driver_version,persistence_mode,pstate,temperature.gpu,fan.speed,utilization.gpu,utilization.memory,memory.total,memory.used,memory.free,power.draw,power.limit,clocks.sm,clocks.mem,compute_mode,mig.mode.current,ecc.errors.uncorrected.volatile.total", order, ",")
  old = (scenario == "old-driver" || scenario == "bad-field")
  for (i = 1; i <= n; i++) if (!(old && order[i] == "mig.mode.current")) column[order[i]] = 1
  list = "timestamp,count,gpu_uuid,gpu_name,gpu_bus_id,gpu_serial,serial,vbios_version,enforced.power.limit,minor_number,display_active,display_mode,clocks.gr,clocks.max.sm,pcie.link.gen.current,pcie.link.width.current,temperature.memory"
  if (!old) list = list ",memory.reserved,mig.mode.pending,power.draw.instant,power.draw.average,compute_cap,temperature.gpu.tlimit,utilization.encoder,utilization.decoder,utilization.jpeg,utilization.ofa"
  n = split(list, part, ",")
  for (i = 1; i <= n; i++) other[part[i]] = 1
  rows = 0
  while ((getline line < gpus) > 0) {
    if (line == "") continue
    rows++
    cells(line, part, 99)
    at = 0
    for (i = 1; i <= 21; i++) {
      if (!(order[i] in column)) continue
      cell[rows, order[i]] = part[++at]
    }
    row_of[cell[rows, "uuid"]] = rows
    if (scenario == "live") {
      # 37 and 101 share no divisor: every tick shows another number.
      cell[rows, "utilization.gpu"] = (tick * 37 + rows * 13) % 101
      cell[rows, "utilization.memory"] = (tick * 11 + rows * 7) % 101
      cell[rows, "temperature.gpu"] = 50 + (tick + rows) % 20
      cell[rows, "memory.used"] = 3
    }
  }
}

BEGIN { load_gpus(); count_apps = 0 }

# Process rows.
$0 != "" {
  cells($0, part, 4)
  uuid = part[1]
  if (scenario == "live") {
    uuid = cell[part[1] + 1, "uuid"]
    cell[part[1] + 1, "memory.used"] += part[3]
  }
  count_apps++
  app_uuid[count_apps] = uuid
  app_pid[count_apps] = part[2]
  app_memory[count_apps] = part[3]
  app_name[count_apps] = part[4]
}

function chosen(row) {
  return only == "" || index("," only ",", "," cell[row, "index"] ",") > 0 || only == cell[row, "uuid"] || only == cell[row, "pci.bus_id"]
}

function print_gpus(n, names, i, row, line) {
  n = split(wanted, names, ",")
  for (i = 1; i <= n; i++) {
    names[i] = trim(names[i])
    if (!known(names[i])) {
      printf "Field \"%s\" is not a valid field to query.\n\n", names[i]
      exit 2
    }
  }
  if (header && format !~ /noheader/) print_header(n, names)
  for (row = 1; row <= rows; row++) {
    if (!chosen(row)) continue
    line = ""
    for (i = 1; i <= n; i++) line = line (i > 1 ? ", " : "") with_unit(names[i], gpu_value(row, names[i]))
    print line
  }
}

function app_value(app, field) {
  if (field == "timestamp") return now
  if (field == "pid") return app_pid[app]
  if (field == "used_gpu_memory" || field == "used_memory") return app_memory[app]
  if (field == "process_name" || field == "name") return app_name[app]
  if (field == "gpu_uuid") return app_uuid[app]
  return gpu_value(row_of[app_uuid[app]], field)
}

function print_apps(n, names, i, app, line) {
  n = split(wanted, names, ",")
  for (i = 1; i <= n; i++) {
    names[i] = trim(names[i])
    if (names[i] !~ /^(timestamp|pid|used_gpu_memory|used_memory|process_name|name|gpu_uuid|gpu_name|gpu_bus_id|gpu_serial)$/) {
      printf "Field \"%s\" is not a valid field to query.\n\n", names[i]
      exit 2
    }
  }
  if (header && format !~ /noheader/) print_header(n, names)
  for (app = 1; app <= count_apps; app++) {
    if (!chosen(row_of[app_uuid[app]])) continue
    line = ""
    for (i = 1; i <= n; i++) line = line (i > 1 ? ", " : "") with_unit(names[i], app_value(app, names[i]))
    print line
  }
}

function escape(text) {
  gsub(/&/, "\\&amp;", text)
  gsub(/</, "\\&lt;", text)
  gsub(/>/, "\\&gt;", text)
  gsub(/"/, "\\&quot;", text)
  return text
}

# In XML numbers carry their unit and brackets are left out.
function xml_value(row, field, value) {
  value = cell[row, field]
  if (value ~ /^-?[0-9]/ && unit_of(field) != "") return value " " unit_of(field)
  gsub(/[\[\]]/, "", value)
  return value
}

function print_xml(row, app) {
  print "<?xml version=\"1.0\" ?>\n<!DOCTYPE nvidia_smi_log SYSTEM \"nvsmi_device_v12.dtd\">\n<nvidia_smi_log>"
  printf "\t<driver_version>%s</driver_version>\n\t<attached_gpus>%d</attached_gpus>\n", cell[1, "driver_version"], rows
  for (row = 1; row <= rows; row++) {
    printf "\t<gpu id=\"%s\">\n\t\t<product_name>%s</product_name>\n", cell[row, "pci.bus_id"], escape(cell[row, "name"])
    printf "\t\t<mig_mode>\n\t\t\t<current_mig>N/A</current_mig>\n\t\t</mig_mode>\n\t\t<mig_devices>\n\t\t\tNone\n\t\t</mig_devices>\n"
    printf "\t\t<uuid>%s</uuid>\n\t\t<minor_number>%d</minor_number>\n", cell[row, "uuid"], row - 1
    printf "\t\t<fb_memory_usage>\n\t\t\t<total>%s</total>\n\t\t\t<used>%s</used>\n\t\t\t<free>%s</free>\n\t\t</fb_memory_usage>\n", xml_value(row, "memory.total"), xml_value(row, "memory.used"), xml_value(row, "memory.free")
    printf "\t\t<utilization>\n\t\t\t<gpu_util>%s</gpu_util>\n\t\t\t<memory_util>%s</memory_util>\n\t\t</utilization>\n", xml_value(row, "utilization.gpu"), xml_value(row, "utilization.memory")
    printf "\t\t<temperature>\n\t\t\t<gpu_temp>%s</gpu_temp>\n\t\t</temperature>\n\t\t<processes>\n", cell[row, "temperature.gpu"] " C"
    for (app = 1; app <= count_apps; app++) {
      if (app_uuid[app] != cell[row, "uuid"]) continue
      printf "\t\t\t<process_info>\n\t\t\t\t<gpu_instance_id>N/A</gpu_instance_id>\n\t\t\t\t<compute_instance_id>N/A</compute_instance_id>\n"
      printf "\t\t\t\t<pid>%s</pid>\n\t\t\t\t<type>C</type>\n\t\t\t\t<process_name>%s</process_name>\n\t\t\t\t<used_memory>%s MiB</used_memory>\n\t\t\t</process_info>\n", app_pid[app], escape(app_name[app]), app_memory[app]
    }
    print "\t\t</processes>\n\t</gpu>"
  }
  print "</nvidia_smi_log>"
}

function print_pmon(row, app, any) {
  print "# gpu         pid   type     sm    mem    enc    dec    command"
  print "# Idx           #    C/G      %      %      %      %    name"
  for (row = 1; row <= rows; row++) {
    any = 0
    for (app = 1; app <= count_apps; app++) {
      if (app_uuid[app] != cell[row, "uuid"]) continue
      any = 1
      printf "%5d %10s %5s %6s %6s %6s %6s    %-15s\n", row - 1, app_pid[app], scenario == "mps" && app_name[app] !~ /server/ ? "M+C" : "C", "-", "-", "-", "-", app_name[app]
    }
    if (!any) printf "%5d %10s %5s %6s %6s %6s %6s    %-15s\n", row - 1, "-", "-", "-", "-", "-", "-", "-"
  }
}

END {
  if (what == "") exit 0
  for (row = 1; row <= rows && scenario == "live"; row++) {
    cell[row, "memory.free"] = cell[row, "memory.total"] - cell[row, "memory.used"] - 500
    cell[row, "power.draw"] = sprintf("%.2f", 60 + cell[row, "utilization.gpu"] * 2.2)
  }
  if (what == "gpu") print_gpus()
  else if (what == "apps") print_apps()
  else if (what == "xml") print_xml()
  else if (what == "pmon") print_pmon()
  else for (row = 1; row <= rows; row++) printf "GPU %d: %s (UUID: %s)\n", row - 1, cell[row, "name"], cell[row, "uuid"]
}
