import { SearchIndex } from '../search/search-index.ts';
import { type FollowerOptions, SearchFollower } from './follower.ts';

/** Finding messages and people by what they say. */
export interface MessageSearch {
  index: SearchIndex;
  /** Keeps the index up to date, as far as `owns` says that this process works on a target. */
  follow(owns: (target: string) => boolean): void;
  stop(): Promise<void>;
}

/** Puts the room together; nothing runs yet. */
export function createMessageSearch(options: Omit<FollowerOptions, 'owns' | 'index'>): MessageSearch {
  const index = new SearchIndex(options.database);
  let follower: SearchFollower | undefined;
  return {
    index,
    follow(owns) {
      follower = new SearchFollower({ ...options, index, owns });
      follower.start();
    },
    async stop() {
      await follower?.stop();
    },
  };
}
