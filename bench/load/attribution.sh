#!/bin/sh
# Workloads whose processor time is easily missed. At its end each says what the kernel counted for it, in ticks: of this shell
# with all children that it waited for, and of the daemon, which nobody waits for.
#   attribution.sh CASE FILE NODE BURN
case_=$1 file=$2 node=$3 burn=$4
ticks() { # own and waited-for ticks of this shell: fields 14 to 17 of proc(5), counted behind the program's name
  read -r line < "/proc/$1/stat"
  set -- ${line##*) }
  echo $((${12} + ${13} + ${14} + ${15})) >> "$file"
}
case $case_ in
children) for i in 1 2 3 4 5 6 7 8; do "$node" "$burn" 0.5; done ;;
long) "$node" "$burn" 3 ;;
# Of some milliseconds each: of less, ticks would say more than any count.
tiny) i=0; while [ $i -lt 500 ]; do awk 'BEGIN { for (i = 0; i < 30000; i++); }'; i=$((i + 1)); done ;;
daemon)
  # Detached twice over, so that neither parent nor session leads back to here.
  (setsid sh -c '"$1" "$2" 1; f=$3; read -r line < /proc/$$/stat; set -- ${line##*) }
    echo $((${12} + ${13} + ${14} + ${15})) >> "$f"; : > "$f.done"' sh "$node" "$burn" "$file" > /dev/null 2>&1 &)
  while [ ! -e "$file.done" ]; do sleep 0.1; done ;;
esac
ticks $$
