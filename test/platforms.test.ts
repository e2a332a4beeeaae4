import { platforms } from '../src/platforms/index.ts';
import { contentRulesContract } from './content-rules.contract.ts';
import { platformContract } from './platforms.contract.ts';

for (const platform of platforms) {
  platformContract(
    platform,
    platforms.filter((other) => other !== platform),
  );
  contentRulesContract(platform);
}
