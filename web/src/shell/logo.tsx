import { Group, Text } from '@mantine/core';
import icon from '../../icon.svg';

/** The mark and name of the hub. */
export function Logo() {
  return (
    <Group gap={8} wrap="nowrap">
      <img src={icon} width={22} height={22} alt="" />
      <Text fw={650} fz="md">
        Parley
      </Text>
    </Group>
  );
}
