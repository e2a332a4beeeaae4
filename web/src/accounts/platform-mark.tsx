import { Group, Text } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import IconBrandInstagram from '@tabler/icons-react/icons/IconBrandInstagram';
import IconBrandLine from '@tabler/icons-react/icons/IconBrandLine';
import IconBrandMessenger from '@tabler/icons-react/icons/IconBrandMessenger';
import IconBrandWhatsapp from '@tabler/icons-react/icons/IconBrandWhatsapp';
import IconMessage from '@tabler/icons-react/icons/IconMessage';

// What a platform looks like to people is nothing that the hub could tell.
const looks: Readonly<Record<string, { icon: Icon; colour: string; name: string }>> = {
  messenger: { icon: IconBrandMessenger, colour: '#0a7cff', name: 'Messenger' },
  instagram: { icon: IconBrandInstagram, colour: '#d6336c', name: 'Instagram' },
  whatsapp: { icon: IconBrandWhatsapp, colour: '#1a8f4c', name: 'WhatsApp' },
  line: { icon: IconBrandLine, colour: '#06a047', name: 'LINE' },
};

/** The name of a platform as people write it. */
export function platformName(platform: string): string {
  return looks[platform]?.name ?? platform;
}

/** The sign of a platform. */
export function PlatformIcon({ platform, size = 16 }: { platform: string; size?: number }) {
  const look = looks[platform];
  const Sign = look?.icon ?? IconMessage;
  return (
    <Sign size={size} stroke={1.8} color={look?.colour} role="img" aria-label={platformName(platform)} />
  );
}

/** The sign of a platform, and a name beside it. */
export function PlatformMark({ platform, name }: { platform: string; name: string }) {
  return (
    <Group gap={8} wrap="nowrap">
      <PlatformIcon platform={platform} />
      <Text truncate>{name}</Text>
    </Group>
  );
}
